// One binary frame of the bridge, little-endian:
//
//   u8 stream (0 remote, 1 local) · u8 flags (bit 0: key frame) · u16 width · u16 height ·
//   u32 timestamp in ms · one VP8 frame
//
// and back, where nothing can be shown before a key frame: u8 7 · u8 stream.
//
// This is the only place that knows the layouts.

import { FLAG_KEY_FRAME, KEY_FRAME_REQUEST, VIDEO_LOCAL, VIDEO_REMOTE } from '../generated/codes';

export type Stream = 'remote' | 'local';

export interface Picture {
  stream: Stream;
  key: boolean;
  width: number;
  height: number;
  timestampMs: number;
  data: Uint8Array<ArrayBuffer>;
}

const HEADER_BYTES = 10;

/** Asks for a picture of a stream that needs no earlier one. */
export function keyFrameWish(stream: Stream): ArrayBuffer {
  return new Uint8Array([KEY_FRAME_REQUEST, stream === 'remote' ? VIDEO_REMOTE : VIDEO_LOCAL]).buffer;
}

/** Reads one message; null where it is none, because a frame that can't be read is just skipped. */
export function readPicture(buffer: ArrayBuffer): Picture | null {
  if (buffer.byteLength <= HEADER_BYTES) return null;
  const header = new DataView(buffer, 0, HEADER_BYTES);
  const stream = header.getUint8(0);
  if (stream !== VIDEO_REMOTE && stream !== VIDEO_LOCAL) return null;
  return {
    stream: stream === VIDEO_REMOTE ? 'remote' : 'local',
    key: (header.getUint8(1) & FLAG_KEY_FRAME) !== 0,
    width: header.getUint16(2, true),
    height: header.getUint16(4, true),
    timestampMs: header.getUint32(6, true),
    data: new Uint8Array(buffer, HEADER_BYTES),
  };
}
