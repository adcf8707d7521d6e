// What passes between this page and the engine where the page films and listens (docs/bridge.md).
// This is the only place that knows the layouts.

import type { DEVICE_FINE } from '../generated/codes';
import {
  AUDIO,
  CAPTURE,
  DEVICE_MISSING,
  DEVICE_REFUSED,
  FLAG_CAMERA_ON,
  FLAG_KEY_FRAME,
  FLAG_KEY_FRAME_WANTED,
  FLAG_MICROPHONE_ON,
  REPORT,
  VIDEO_LOCAL,
} from '../generated/codes';

/** Samples in the 10 ms that come and in the 20 ms that go, at 48,000 a second. */
export const PLAY_SAMPLES = 480;
export const HEAR_SAMPLES = 960;

/** What the engine wants of this page's devices. */
export interface Wish {
  cameraOn: boolean;
  microphoneOn: boolean;
  keyFrame: boolean;
  width: number;
  height: number;
  kilobits: number;
}

/** Why a device is not used: nothing, missing, refused. */
export type Fault = typeof DEVICE_FINE | typeof DEVICE_MISSING | typeof DEVICE_REFUSED;
/** The device is not there, or not any more. */
export const MISSING = DEVICE_MISSING;

export type Told = { kind: 'wish'; wish: Wish } | { kind: 'sound'; samples: Int16Array<ArrayBuffer> };

/** Reads one message; null where it is for somebody else. */
export function read(buffer: ArrayBuffer): Told | null {
  const view = new DataView(buffer);
  if (buffer.byteLength === 10 && view.getUint8(0) === CAPTURE) {
    const flags = view.getUint8(1);
    const wish = {
      cameraOn: (flags & FLAG_CAMERA_ON) !== 0,
      microphoneOn: (flags & FLAG_MICROPHONE_ON) !== 0,
      keyFrame: (flags & FLAG_KEY_FRAME_WANTED) !== 0,
      width: view.getUint16(2, true),
      height: view.getUint16(4, true),
      kilobits: view.getUint32(6, true),
    };
    return { kind: 'wish', wish };
  }
  if (buffer.byteLength === 2 + 2 * PLAY_SAMPLES && view.getUint8(0) === AUDIO) {
    return { kind: 'sound', samples: new Int16Array(buffer.slice(2)) };
  }
  return null;
}

export function pictureMessage(chunk: EncodedVideoChunk, width: number, height: number): ArrayBuffer {
  const buffer = new ArrayBuffer(10 + chunk.byteLength);
  const view = new DataView(buffer);
  view.setUint8(0, VIDEO_LOCAL);
  view.setUint8(1, chunk.type === 'key' ? FLAG_KEY_FRAME : 0);
  view.setUint16(2, width, true);
  view.setUint16(4, height, true);
  view.setUint32(6, Math.floor(chunk.timestamp / 1000) >>> 0, true);
  chunk.copyTo(new Uint8Array(buffer, 10));
  return buffer;
}

export function soundMessage(samples: Int16Array): ArrayBuffer {
  const message = new Uint8Array(2 + samples.byteLength);
  message[0] = AUDIO;
  message.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), 2);
  return message.buffer;
}

export function reportMessage(camera: Fault, microphone: Fault, played: number): ArrayBuffer {
  const buffer = new ArrayBuffer(6);
  const view = new DataView(buffer);
  view.setUint8(0, REPORT);
  view.setUint8(1, camera | (microphone << 2));
  view.setUint32(2, played >>> 0, true);
  return buffer;
}

/** What a refused or missing device says of itself (Media Capture and Streams, 10.2). */
export function faultOf(error: unknown): Fault {
  const name = error instanceof DOMException ? error.name : '';
  return name === 'NotAllowedError' || name === 'SecurityError' ? DEVICE_REFUSED : MISSING;
}
