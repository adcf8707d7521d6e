// Files on their way over the bridge (docs/bridge.md): handed to the engine in pieces to be sent, and
// got back in pieces to be shown.

import { FILE, FILE_REQUEST, FLAG_GONE, FLAG_LAST } from '../generated/codes';

/** Bytes before a piece: of a file that is handed over, and of one that comes. */
const OUT_HEADER = 6;
const IN_HEADER = 18;
/** Small enough to fit into a message, large enough to be few. */
const PIECE_BYTES = 48 * 1024;
/** A file that is on this device comes within this, or it does not come. */
const PATIENCE_MS = 15_000;

export interface FileBox {
  /** Hands a file to the engine; its number for `attach_file`, or null where there is no way. */
  hand(file: Blob): Promise<number | null>;
  /** The bytes of a file that the engine has; null where it has not, or not any more. */
  fetch(id: string): Promise<Uint8Array<ArrayBuffer> | null>;
}

interface Coming {
  pieces: Uint8Array<ArrayBuffer>[];
  done: ((bytes: Uint8Array<ArrayBuffer> | null) => void)[];
  timer: ReturnType<typeof setTimeout>;
}

export class FileRelay implements FileBox {
  #send: (message: ArrayBuffer) => boolean;
  #coming = new Map<string, Coming>();
  /** Begins anywhere, so that a page that is loaded anew does not repeat the numbers of the one before. */
  #number = crypto.getRandomValues(new Uint32Array(1))[0] as number;

  /** `send` takes messages to the engine and says whether there is a way to it. */
  constructor(send: (message: ArrayBuffer) => boolean) {
    this.#send = send;
  }

  async hand(file: Blob): Promise<number | null> {
    this.#number = (this.#number + 1) >>> 0;
    const number = this.#number;
    let bytes: ArrayBuffer;
    try {
      bytes = await file.arrayBuffer();
    } catch {
      // It was moved or changed since it was chosen.
      return null;
    }
    for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
      const piece = new Uint8Array(bytes, at, Math.min(PIECE_BYTES, bytes.byteLength - at));
      const message = new Uint8Array(OUT_HEADER + piece.length);
      message[0] = FILE;
      message[1] = at + piece.length === bytes.byteLength ? FLAG_LAST : 0;
      new DataView(message.buffer).setUint32(2, number, true);
      message.set(piece, OUT_HEADER);
      if (!this.#send(message.buffer)) return null;
    }
    return number;
  }

  fetch(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return new Promise((done) => {
      const under = this.#coming.get(id);
      if (under) {
        under.done.push(done);
        return;
      }
      const timer = setTimeout(() => this.#finish(id, false), PATIENCE_MS);
      this.#coming.set(id, { pieces: [], done: [done], timer });
      this.#wish(id);
    });
  }

  /** Takes one message of the bridge; false where it is about something else. */
  take(buffer: ArrayBuffer): boolean {
    const message = new Uint8Array(buffer);
    if (message[0] !== FILE || message.length < IN_HEADER) return false;
    const id = uuidOf(message.subarray(2, IN_HEADER));
    const flags = message[1] ?? 0;
    this.#coming.get(id)?.pieces.push(message.subarray(IN_HEADER));
    if (flags & FLAG_LAST) this.#finish(id, (flags & FLAG_GONE) === 0);
    return true;
  }

  /** The connection is a new one: what was under way is wished again, from its beginning. */
  startOver(): void {
    for (const [id, coming] of this.#coming) {
      coming.pieces = [];
      this.#wish(id);
    }
  }

  #wish(id: string): void {
    const message = new Uint8Array(IN_HEADER);
    message[0] = FILE_REQUEST;
    const digits = id.replaceAll('-', '');
    for (let at = 0; at < 16; at += 1) message[2 + at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
    this.#send(message.buffer);
  }

  #finish(id: string, whole: boolean): void {
    const coming = this.#coming.get(id);
    if (!coming) return;
    this.#coming.delete(id);
    clearTimeout(coming.timer);
    let bytes: Uint8Array<ArrayBuffer> | null = null;
    if (whole) {
      bytes = new Uint8Array(coming.pieces.reduce((sum, piece) => sum + piece.length, 0));
      let at = 0;
      for (const piece of coming.pieces) {
        bytes.set(piece, at);
        at += piece.length;
      }
    }
    for (const done of coming.done) done(bytes);
  }
}

function uuidOf(bytes: Uint8Array): string {
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}
