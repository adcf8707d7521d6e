// The page's camera: films while it is wanted, and encodes as the engine says.

import { faultOf, pictureMessage, type Fault, type Wish } from './messages';

const PICTURES_PER_SECOND = 30;
/** Pictures inside the encoder; above it the next one is left out, because it would come late. */
const MAX_QUEUED = 2;

export class PageCamera {
  fault: Fault = 0;
  #send: (message: ArrayBuffer) => void;
  #video = document.createElement('video');
  #canvas = document.createElement('canvas');
  #pen = this.#canvas.getContext('2d', { alpha: false });
  #stream: MediaStream | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #encoder: VideoEncoder | null = null;
  #wish: Wish | null = null;
  #kilobits = 0;
  #keyWanted = true;
  #opening = false;

  constructor(send: (message: ArrayBuffer) => void) {
    this.#send = send;
    this.#video.muted = true;
    this.#video.playsInline = true;
  }

  /** Does what the engine wants; a camera that failed is tried again each time it is wanted anew. */
  obey(wish: Wish): void {
    const wantedAnew = wish.cameraOn && !this.#wish?.cameraOn;
    this.#wish = wish;
    this.#keyWanted ||= wish.keyFrame;
    if (!wish.cameraOn) this.close();
    else if (wantedAnew) void this.#open();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.#video.srcObject = null;
    this.#dropEncoder();
    this.fault = 0;
  }

  async #open(): Promise<void> {
    if (this.#opening || this.#stream) return;
    this.#opening = true;
    try {
      const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: PICTURES_PER_SECOND } };
      const stream = await navigator.mediaDevices.getUserMedia({ video });
      this.#stream = stream;
      stream.getVideoTracks()[0]?.addEventListener('ended', () => {
        this.close();
        this.fault = 1;
      });
      this.#video.srcObject = stream;
      await this.#video.play();
      this.fault = 0;
      // A timer and not the page's frames: those stop while the window is hidden.
      this.#timer = setInterval(() => this.#shoot(), 1000 / PICTURES_PER_SECOND);
    } catch (error) {
      this.close();
      this.fault = faultOf(error);
    } finally {
      this.#opening = false;
      if (!this.#wish?.cameraOn) this.close();
    }
  }

  #shoot(): void {
    const wish = this.#wish;
    const { videoWidth, videoHeight } = this.#video;
    if (!wish || !wish.kilobits || !videoWidth || !videoHeight || !this.#pen) return;
    const { width, height } = fit(videoWidth, videoHeight, wish);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#dropEncoder();
    }
    if (this.#encoder && this.#encoder.encodeQueueSize > MAX_QUEUED) return;
    this.#encoder ??= this.#newEncoder();
    try {
      this.#tune(this.#encoder, width, height, wish.kilobits);
      this.#pen.drawImage(this.#video, 0, 0, width, height);
      // Made from the canvas: from the video element some webviews give black pictures.
      const frame = new VideoFrame(this.#canvas, { timestamp: Math.round(performance.now() * 1000) });
      this.#encoder.encode(frame, { keyFrame: this.#keyWanted });
      frame.close();
      this.#keyWanted = false;
    } catch {
      this.#dropEncoder();
    }
  }

  #tune(encoder: VideoEncoder, width: number, height: number, kilobits: number): void {
    if (encoder.state === 'configured' && this.#kilobits === kilobits) return;
    this.#kilobits = kilobits;
    encoder.configure({
      codec: 'vp8',
      width,
      height,
      bitrate: kilobits * 1000,
      framerate: PICTURES_PER_SECOND,
      latencyMode: 'realtime',
    });
  }

  /** An encoder does not survive an error; a new one begins with a key frame. */
  #newEncoder(): VideoEncoder {
    this.#keyWanted = true;
    const encoder = new VideoEncoder({
      output: (chunk) => this.#send(pictureMessage(chunk, this.#canvas.width, this.#canvas.height)),
      error: () => {
        if (this.#encoder === encoder) this.#encoder = null;
      },
    });
    return encoder;
  }

  #dropEncoder(): void {
    if (this.#encoder && this.#encoder.state !== 'closed') this.#encoder.close();
    this.#encoder = null;
  }
}

/** The camera's own shape, no larger than is of use; even sides, as the codec likes them. */
function fit(width: number, height: number, wish: Wish): { width: number; height: number } {
  const scale = Math.min(1, wish.height / Math.min(width, height));
  const even = (side: number) => Math.max(2, Math.round((side * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}
