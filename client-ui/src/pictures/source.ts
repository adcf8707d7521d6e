// Where decoders get their pictures: hands each one to whoever shows its stream, and keeps the
// newest stretch for a canvas that appears a moment after its first key frame.

import { keyFrameWish, readPicture, type Picture, type Stream } from './message';

/** About two seconds; a canvas that appears later asks for a key frame. */
const MAX_KEPT = 60;
/** Between two wishes for a stream's key frame, which is large and crosses the network first. */
const WISH_PAUSE_MS = 1000;

export interface PictureSource {
  /** Calls back for each picture of a stream; the answer ends that. One listener a stream. */
  listen(stream: Stream, show: (picture: Picture) => void): () => void;
  /** Says that nothing of a stream can be shown before its next key frame. */
  wishKeyFrame(stream: Stream): void;
}

export class PictureRelay implements PictureSource {
  #listeners = new Map<Stream, (picture: Picture) => void>();
  #kept = new Map<Stream, Picture[]>();
  #send: (message: ArrayBuffer) => void;
  #wishedAt = new Map<Stream, number>();

  /** `send` takes messages to the bridge. */
  constructor(send: (message: ArrayBuffer) => void) {
    this.#send = send;
  }

  /** Takes one message from the bridge. */
  take(buffer: ArrayBuffer): void {
    const picture = readPicture(buffer);
    if (!picture) return;
    this.#keep(picture);
    this.#listeners.get(picture.stream)?.(picture);
  }

  /** Forgets what was kept; a new connection starts with pictures of its own. */
  clear(): void {
    this.#kept.clear();
  }

  listen(stream: Stream, show: (picture: Picture) => void): () => void {
    this.#listeners.set(stream, show);
    for (const picture of this.#kept.get(stream) ?? []) show(picture);
    return () => {
      if (this.#listeners.get(stream) === show) this.#listeners.delete(stream);
    };
  }

  wishKeyFrame(stream: Stream): void {
    const now = performance.now();
    if (now - (this.#wishedAt.get(stream) ?? -Infinity) < WISH_PAUSE_MS) return;
    this.#wishedAt.set(stream, now);
    this.#send(keyFrameWish(stream));
  }

  /** Keeps all from the newest key frame on; too long a stretch is of no use and is let go. */
  #keep(picture: Picture): void {
    const kept = picture.key ? [] : this.#kept.get(picture.stream);
    if (!kept) return;
    kept.push(picture);
    if (kept.length > MAX_KEPT) this.#kept.delete(picture.stream);
    else this.#kept.set(picture.stream, kept);
  }
}
