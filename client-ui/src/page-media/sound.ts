// The page's microphone and speaker: one line through the sound card, so that the webview's own
// echo canceller knows what is played.

import { Capture } from './capture';
import { soundMessage, type Fault } from './messages';
import worklet from './sound.worklet.js?url';

const SAMPLE_RATE = 48_000;
const WANTED = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

type FromLine = { heard?: Int16Array; played?: number };

export class PageSound {
  /** Pieces of 10 ms played so far, of this connection's. */
  played = 0;
  #taken = 0;
  #send: (message: ArrayBuffer) => void;
  #context: AudioContext | null = null;
  #line: AudioWorkletNode | null = null;
  /** What came before there was a line. The engine sends no more until it was played, so it must be. */
  #early: Int16Array[] = [];
  #making: Promise<void> | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #wanted = false;
  #device = new Capture({
    prepare: () => this.#ready(),
    begin: (stream) => {
      if (!this.#context || !this.#line) return;
      this.#source = this.#context.createMediaStreamSource(stream);
      this.#source.connect(this.#line);
    },
    end: () => {
      this.#source?.disconnect();
      this.#source = null;
    },
  });

  constructor(send: (message: ArrayBuffer) => void) {
    this.#send = send;
  }

  get fault(): Fault {
    return this.#device.fault;
  }

  /** All that came was played. */
  get isSilent(): boolean {
    return this.played === this.#taken;
  }

  /** Listens, or no longer. */
  listen(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) void this.#device.open({ audio: WANTED });
    else this.#device.release();
  }

  /** Plays 10 ms. */
  play(samples: Int16Array): void {
    this.#taken += 1;
    if (this.#line) {
      this.#line.port.postMessage(samples);
      return;
    }
    this.#early.push(samples);
    this.#ready().catch(() => undefined);
  }

  close(): void {
    this.listen(false);
    void this.#context?.close();
    this.#context = null;
    this.#line = null;
    this.#making = null;
    this.#early = [];
    this.played = 0;
    this.#taken = 0;
  }

  #ready(): Promise<void> {
    this.#making ??= this.#make();
    return this.#making;
  }

  async #make(): Promise<void> {
    const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
    this.#context = context;
    // A page that nobody touched yet may not sound; the press on Accept counts as a touch.
    const resume = () => void context.resume();
    if (context.state === 'suspended') addEventListener('pointerdown', resume, { once: true });
    resume();
    await context.audioWorklet.addModule(worklet);
    if (this.#context !== context) return;
    const line = new AudioWorkletNode(context, 'line', { outputChannelCount: [2] });
    line.port.onmessage = ({ data }: MessageEvent<FromLine>) => {
      if (this.#line !== line) return;
      if (data.played !== undefined) this.played = data.played;
      if (data.heard && this.#wanted) this.#send(soundMessage(data.heard));
    };
    line.connect(context.destination);
    this.#line = line;
    for (const samples of this.#early.splice(0)) line.port.postMessage(samples);
  }
}
