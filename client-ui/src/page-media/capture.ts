// A camera or a microphone of this device: opened and released as often as is wanted and in any order,
// and never kept by an opening that was overtaken while the system or the person took their time.

import { faultOf, MISSING, type Fault } from './messages';

/** What is done with the device. */
export interface Use {
  /** Gets everything ready; the device may be released meanwhile. */
  prepare(stream: MediaStream): Promise<unknown>;
  begin(stream: MediaStream): void;
  /** Undoes both, also where neither came to pass. */
  end(): void;
}

export class Capture {
  fault: Fault = 0;
  #use: Use;
  #stream: MediaStream | null = null;
  /** Counts openings and releases. */
  #turn = 0;

  constructor(use: Use) {
    this.#use = use;
  }

  async open(constraints: MediaStreamConstraints): Promise<void> {
    this.release();
    const turn = this.#turn;
    const fail = (fault: Fault) => {
      if (turn !== this.#turn) return;
      this.release();
      this.fault = fault;
    };
    try {
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      if (turn !== this.#turn) return stop(stream);
      this.#stream = stream;
      for (const track of stream.getTracks()) track.addEventListener('ended', () => fail(MISSING));
      await this.#use.prepare(stream);
      if (turn === this.#turn) this.#use.begin(stream);
    } catch (error) {
      fail(faultOf(error));
    }
  }

  release(): void {
    this.#turn += 1;
    // The other way round, WebKitGTK waits for itself now and then, for ever: a track that ends under a
    // player which is showing it.
    this.#use.end();
    if (this.#stream) stop(this.#stream);
    this.#stream = null;
    this.fault = 0;
  }
}

function stop(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop());
}
