// The page's camera: films while it is wanted, and encodes as the engine says.

import { Capture } from './capture';
import { pictureMessage, type Fault, type Wish } from './messages';

const PICTURES_PER_SECOND = 30;
const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: PICTURES_PER_SECOND } };
/** Pictures inside the encoder; above it the next one is left out, because it would come late. */
const MAX_QUEUED = 2;

export class PageCamera {
  #send: (message: ArrayBuffer) => void;
  #video = document.createElement('video');
  #canvas = document.createElement('canvas');
  #pen = this.#canvas.getContext('2d', { alpha: false });
  #timer: ReturnType<typeof setInterval> | undefined;
  #encoder: VideoEncoder | null = null;
  #wish: Wish | null = null;
  #kilobits = 0;
  #keyWanted = true;
  #device = new Capture({
    prepare: (stream) => {
      this.#video.srcObject = stream;
      return this.#video.play();
    },
    begin: () => {
      // A timer and not the page's frames: those stop while the window is hidden.
      this.#timer = setInterval(() => this.#shoot(), 1000 / PICTURES_PER_SECOND);
    },
    end: () => {
      clearInterval(this.#timer);
      this.#video.srcObject = null;
      this.#dropEncoder();
    },
  });

  constructor(send: (message: ArrayBuffer) => void) {
    this.#send = send;
    this.#video.muted = true;
    this.#video.playsInline = true;
  }

  get fault(): Fault {
    return this.#device.fault;
  }

  /** Does what the engine wants; a camera that failed is tried again each time it is wanted anew. */
  obey(wish: Wish): void {
    const wantedAnew = wish.cameraOn && !this.#wish?.cameraOn;
    this.#wish = wish;
    this.#keyWanted ||= wish.keyFrame;
    if (!wish.cameraOn) this.#device.release();
    else if (wantedAnew) void this.#device.open({ video: WANTED });
  }

  /** Forgets what was wanted, too: the next wish for a camera opens it again. */
  close(): void {
    this.#wish = null;
    this.#device.release();
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
