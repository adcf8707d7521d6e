// Pictures for the call screens: a drawn person, encoded as VP8 and packed as the bridge does, so
// that the gallery walks the same way from bytes to canvas as the app.

import type { Stream } from '../src/pictures/message';
import type { PictureRelay } from '../src/pictures/source';

/** Drawn on 640 by 480, and encoded at half of that, which costs a quarter. */
const SCALE = 0.5;
const WIDTH = 640 * SCALE;
const HEIGHT = 480 * SCALE;
const FRAMES_A_SECOND = 15;

interface Palette {
  wall: string;
  light: string;
  coat: string;
  skin: string;
  hair: string;
}

const palettes: Record<Stream, Palette> = {
  remote: { wall: '#6f8f8c', light: '#a9c2bd', coat: '#f1f5f4', skin: '#d9a883', hair: '#3b2a20' },
  local: { wall: '#8b7f74', light: '#c8bdb0', coat: '#36566a', skin: '#c58f6c', hair: '#1f1a18' },
};

function drawPerson(pen: OffscreenCanvasRenderingContext2D, look: Palette, seconds: number): void {
  pen.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  const wall = pen.createLinearGradient(0, 0, 640, 480);
  wall.addColorStop(0, look.light);
  wall.addColorStop(1, look.wall);
  pen.fillStyle = wall;
  pen.fillRect(0, 0, 640, 480);
  const sway = Math.sin(seconds * 1.3) * 6;
  pen.fillStyle = look.coat;
  pen.beginPath();
  pen.ellipse(320 + sway / 2, 520, 190, 180, 0, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = look.skin;
  pen.fillRect(288 + sway, 300, 64, 60);
  pen.fillStyle = look.hair;
  pen.beginPath();
  pen.ellipse(320 + sway, 205, 104, 122, 0, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = look.skin;
  pen.beginPath();
  pen.ellipse(320 + sway, 232, 82, 100, 0, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = look.hair;
  for (const x of [-30, 30]) {
    pen.beginPath();
    pen.arc(320 + sway + x, 222, 7, 0, Math.PI * 2);
    pen.fill();
  }
  pen.strokeStyle = '#9c5248';
  pen.lineWidth = 6;
  pen.lineCap = 'round';
  pen.beginPath();
  pen.arc(320 + sway, 262, 30, 0.25 * Math.PI, 0.75 * Math.PI);
  pen.stroke();
}

function pack(stream: Stream, chunk: EncodedVideoChunk): ArrayBuffer {
  const buffer = new ArrayBuffer(10 + chunk.byteLength);
  const header = new DataView(buffer);
  header.setUint8(0, stream === 'remote' ? 0 : 1);
  header.setUint8(1, chunk.type === 'key' ? 1 : 0);
  header.setUint16(2, WIDTH, true);
  header.setUint16(4, HEIGHT, true);
  header.setUint32(6, chunk.timestamp / 1000, true);
  chunk.copyTo(new Uint8Array(buffer, 10));
  return buffer;
}

/** Sends pictures of one stream until the answer is called. */
export function playPattern(stream: Stream, relay: PictureRelay): () => void {
  const pen = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d');
  if (!pen || typeof VideoEncoder === 'undefined') return () => undefined;
  const encoder = new VideoEncoder({
    output: (chunk) => relay.take(pack(stream, chunk)),
    error: (error) => console.error(error),
  });
  encoder.configure({ codec: 'vp8', width: WIDTH, height: HEIGHT, bitrate: 300_000, latencyMode: 'realtime' });
  let count = 0;
  const beat = setInterval(() => {
    drawPerson(pen, palettes[stream], count / FRAMES_A_SECOND);
    const frame = new VideoFrame(pen.canvas, { timestamp: Math.round((count * 1e6) / FRAMES_A_SECOND / 1000) * 1000 });
    encoder.encode(frame, { keyFrame: count % 60 === 0 });
    frame.close();
    count += 1;
  }, 1000 / FRAMES_A_SECOND);
  return () => {
    clearInterval(beat);
    encoder.close();
  };
}
