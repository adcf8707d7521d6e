// Draws one stream onto one canvas. It never falls behind: it shows the newest decoded frame, and
// after any trouble it asks for a key frame and waits.

import type { Picture, Stream } from './message';
import type { PictureSource } from './source';

/** More frames than this inside the decoder means that it can't keep up (1 s at 30 a second). */
const MAX_QUEUED = 30;
/** The part of a picture that may be cut off to fill the canvas; above it the whole is shown. */
const MAX_CROPPED = 0.3;

export class Player {
  #canvas: HTMLCanvasElement;
  #source: PictureSource;
  #stream: Stream;
  #pen: CanvasRenderingContext2D | null;
  #decoder: VideoDecoder | null = null;
  #newest: VideoFrame | null = null;
  #drawing = 0;
  #drawn = 0;
  #stopListening: () => void;
  #resized: ResizeObserver;
  #firstFrame: () => void;

  constructor(canvas: HTMLCanvasElement, source: PictureSource, stream: Stream, firstFrame: () => void) {
    this.#canvas = canvas;
    this.#source = source;
    this.#stream = stream;
    this.#pen = canvas.getContext('2d', { alpha: false, desynchronized: true });
    this.#firstFrame = firstFrame;
    this.#resized = new ResizeObserver(() => this.#fit());
    this.#resized.observe(canvas);
    this.#stopListening = source.listen(stream, (picture) => this.#decode(picture));
  }

  close(): void {
    this.#stopListening();
    this.#resized.disconnect();
    cancelAnimationFrame(this.#drawing);
    this.#dropDecoder();
    this.#newest?.close();
    this.#newest = null;
  }

  #decode(picture: Picture): void {
    if (typeof VideoDecoder === 'undefined') return;
    if (this.#decoder && this.#decoder.decodeQueueSize > MAX_QUEUED) this.#dropDecoder();
    if (!this.#decoder) {
      if (!picture.key) {
        this.#source.wishKeyFrame(this.#stream);
        return;
      }
      this.#decoder = this.#newDecoder(picture);
    }
    try {
      this.#decoder.decode(
        new EncodedVideoChunk({
          type: picture.key ? 'key' : 'delta',
          timestamp: picture.timestampMs * 1000,
          data: picture.data,
        }),
      );
    } catch {
      this.#dropDecoder();
    }
  }

  #newDecoder(picture: Picture): VideoDecoder {
    const decoder = new VideoDecoder({
      output: (frame) => this.#take(frame),
      error: () => {
        if (this.#decoder === decoder) this.#decoder = null;
      },
    });
    decoder.configure({
      codec: 'vp8',
      codedWidth: picture.width,
      codedHeight: picture.height,
      optimizeForLatency: true,
    });
    return decoder;
  }

  #dropDecoder(): void {
    if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close();
    this.#decoder = null;
  }

  #take(frame: VideoFrame): void {
    this.#newest?.close();
    this.#newest = frame;
    if (!this.#drawing) this.#drawing = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#drawing = 0;
    const frame = this.#newest;
    this.#newest = null;
    if (!frame) return;
    const { displayWidth, displayHeight } = frame;
    if (this.#canvas.width !== displayWidth || this.#canvas.height !== displayHeight) {
      this.#canvas.width = displayWidth;
      this.#canvas.height = displayHeight;
      this.#fit();
    }
    this.#pen?.drawImage(frame, 0, 0);
    frame.close();
    this.#drawn += 1;
    // Tests read it; a person never sees it.
    this.#canvas.dataset['frames'] = String(this.#drawn);
    if (this.#drawn === 1) this.#firstFrame();
  }

  /** Fills the canvas' box unless that would cut off too much of a face. */
  #fit(): void {
    const { width, height, clientWidth, clientHeight } = this.#canvas;
    if (!width || !height || !clientWidth || !clientHeight) return;
    const relation = width / height / (clientWidth / clientHeight);
    const cropped = 1 - Math.min(relation, 1 / relation);
    this.#canvas.style.objectFit = cropped > MAX_CROPPED ? 'contain' : 'cover';
  }
}
