// The page's microphone and speaker: one line through the sound card, so that the webview's own
// echo canceller knows what is played.

import { faultOf, soundMessage, type Fault } from './messages';
import worklet from './sound.worklet.js?url';

const SAMPLE_RATE = 48_000;

type FromLine = { heard?: Int16Array; played?: number };

export class PageSound {
  fault: Fault = 0;
  /** Pieces of 10 ms played so far. */
  played = 0;
  #send: (message: ArrayBuffer) => void;
  #context: AudioContext | null = null;
  #line: AudioWorkletNode | null = null;
  #making: Promise<void> | null = null;
  #stream: MediaStream | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #wanted = false;

  constructor(send: (message: ArrayBuffer) => void) {
    this.#send = send;
  }

  /** Listens, or no longer. */
  listen(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) void this.#open();
    else this.#release();
  }

  /** Plays 10 ms. */
  play(samples: Int16Array): void {
    if (this.#line) this.#line.port.postMessage(samples);
    else void this.#ready();
  }

  close(): void {
    this.listen(false);
    void this.#context?.close();
    this.#context = null;
    this.#line = null;
    this.#making = null;
  }

  #release(): void {
    this.#source?.disconnect();
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#source = null;
    this.#stream = null;
    this.fault = 0;
  }

  async #open(): Promise<void> {
    try {
      const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
      const stream = await navigator.mediaDevices.getUserMedia({ audio });
      await this.#ready();
      if (!this.#wanted || !this.#context || !this.#line) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      this.#stream = stream;
      stream.getAudioTracks()[0]?.addEventListener('ended', () => {
        this.#release();
        this.fault = 1;
      });
      this.#source = this.#context.createMediaStreamSource(stream);
      this.#source.connect(this.#line);
      this.fault = 0;
    } catch (error) {
      this.#release();
      this.fault = faultOf(error);
    }
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
    const line = new AudioWorkletNode(context, 'line', { outputChannelCount: [2] });
    line.port.onmessage = ({ data }: MessageEvent<FromLine>) => {
      if (data.played !== undefined) this.played = data.played;
      if (data.heard && this.#wanted) this.#send(soundMessage(data.heard));
    };
    line.connect(context.destination);
    this.#line = line;
  }
}
