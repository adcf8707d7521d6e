// What the gallery shows where a file's bytes would come over the bridge: a drawn photograph.

import type { FileBox } from '../src/files/box';
import { MAX_PICTURE_SIDE } from '../src/generated/limits';

/** A picture as whole as any, with one pixel on its side more than is shown. */
function drawTooWide(): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = MAX_PICTURE_SIDE + 1;
  canvas.height = 1;
  return new Promise((done) => canvas.toBlob((blob) => done(blob as Blob), 'image/png'));
}

function draw(): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = 1200;
  canvas.height = 800;
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  const skin = pen.createLinearGradient(0, 0, 1200, 800);
  skin.addColorStop(0, '#f0c8a8');
  skin.addColorStop(1, '#c98e68');
  pen.fillStyle = skin;
  pen.fillRect(0, 0, 1200, 800);
  for (let spot = 0; spot < 60; spot += 1) {
    pen.fillStyle = `rgb(190 60 50 / ${20 + (spot % 5) * 8}%)`;
    pen.beginPath();
    pen.arc(600 + Math.cos(spot * 2.4) * spot * 6, 400 + Math.sin(spot * 2.4) * spot * 5, 14 + (spot % 7) * 4, 0, 7);
    pen.fill();
  }
  return new Promise((done) => canvas.toBlob((blob) => done(blob as Blob), 'image/png'));
}

export const photographs: FileBox = {
  hand: async (file) => {
    const bytes = [...new Uint8Array(await file.arrayBuffer())];
    const number = window.handed.length + 1;
    window.handed.push({ number, type: file.type, bytes });
    return number;
  },
  fetch: async (id) => {
    if (id.endsWith('9')) return new Uint8Array([1, 2, 3]);
    const drawn = await (id.endsWith('8') ? drawTooWide() : draw());
    return new Uint8Array(await drawn.arrayBuffer());
  },
};
