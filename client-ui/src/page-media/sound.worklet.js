// Runs on the sound card's own thread: hands over what is heard in pieces of 20 ms, and plays what
// came in pieces of 10 ms, with silence where nothing did. Counts what was played.

const HEAR_SAMPLES = 960;
/** 200 ms; more would only be heard late. */
const MAX_WAITING = 20;
/** Pieces between two reports of what was played. */
const REPORT_EVERY = 2;

class Line extends AudioWorkletProcessor {
  constructor() {
    super();
    this.heard = new Int16Array(HEAR_SAMPLES);
    this.fill = 0;
    this.waiting = [];
    this.place = 0;
    this.played = 0;
    this.port.onmessage = ({ data }) => {
      if (this.waiting.length >= MAX_WAITING) {
        this.waiting.shift();
        this.place = 0;
        this.played += 1;
      }
      this.waiting.push(data);
    };
  }

  process([input], [output]) {
    if (input?.[0]) this.hear(input[0]);
    if (output?.[0]) this.play(output);
    return true;
  }

  hear(samples) {
    for (const sample of samples) {
      this.heard[this.fill] = Math.max(-1, Math.min(1, sample)) * 32767;
      this.fill += 1;
      if (this.fill === HEAR_SAMPLES) {
        this.port.postMessage({ heard: this.heard });
        this.heard = new Int16Array(HEAR_SAMPLES);
        this.fill = 0;
      }
    }
  }

  play(channels) {
    const before = this.played;
    for (let index = 0; index < channels[0].length; index += 1) {
      const piece = this.waiting[0];
      const sample = piece ? piece[this.place] / 32768 : 0;
      for (const channel of channels) channel[index] = sample;
      if (!piece) continue;
      this.place += 1;
      if (this.place === piece.length) {
        this.waiting.shift();
        this.place = 0;
        this.played += 1;
      }
    }
    const passed = Math.floor(before / REPORT_EVERY) !== Math.floor(this.played / REPORT_EVERY);
    const isLast = before !== this.played && this.waiting.length === 0;
    if (passed || isLast) {
      this.port.postMessage({ played: this.played });
    }
  }
}

registerProcessor('line', Line);
