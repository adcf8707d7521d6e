// The page as camera, microphone and speaker of a call, where the engine asks for it: on phones, and
// on a desktop that was told to. It opens nothing before the engine's first wish.

import { PageCamera } from './camera';
import { read, reportMessage } from './messages';
import { PageSound } from './sound';

/** Between two reports while a device is in use; playing needs them often, for the pace. */
const REPORT_MS = 20;

export class PageMedia {
  #send: (message: ArrayBuffer) => void;
  #camera: PageCamera;
  #sound: PageSound;
  #reporting: ReturnType<typeof setInterval> | undefined;
  #wanted = false;

  /** `send` takes messages to the engine; `show` gets own pictures, for the person's own eyes. */
  constructor(send: (message: ArrayBuffer) => void, show: (picture: ArrayBuffer) => void) {
    this.#send = send;
    this.#sound = new PageSound(send);
    this.#camera = new PageCamera((picture) => {
      send(picture);
      show(picture);
    });
  }

  /** Takes a message of the engine; false where it is not for this page's devices. */
  take(message: ArrayBuffer): boolean {
    const told = read(message);
    if (!told) return false;
    if (told.kind === 'sound') {
      this.#sound.play(told.samples);
      this.#report();
      return true;
    }
    const { wish } = told;
    this.#camera.obey(wish);
    this.#sound.listen(wish.microphoneOn);
    this.#wanted = wish.cameraOn || wish.microphoneOn;
    if (this.#wanted) this.#report();
    return true;
  }

  /** The engine is gone, and nobody wants anything any more. */
  close(): void {
    this.#camera.close();
    this.#sound.close();
    this.#wanted = false;
    this.#stopReporting();
  }

  /** Goes on until no device is wanted and all was played: the engine waits for that to send more. */
  #report(): void {
    this.#reporting ??= setInterval(() => {
      this.#send(reportMessage(this.#camera.fault, this.#sound.fault, this.#sound.played));
      if (!this.#wanted && this.#sound.isSilent) this.#stopReporting();
    }, REPORT_MS);
  }

  #stopReporting(): void {
    clearInterval(this.#reporting);
    this.#reporting = undefined;
  }
}
