// How large a picture says it is, read from its first parts: unpacking one that says too much takes
// gigabytes, so it is asked before. The server asks, too; this page does not have to believe it.

import { MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE } from '../generated/limits';

type Size = readonly [width: number, height: number];

/** Whether these bytes may be unpacked: a picture of a known kind that is not too large. */
export function mayUnpack(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: Size | null;
  try {
    size = pngSize(view) ?? webpSize(view) ?? jpegSize(view);
  } catch {
    // It ends before it says so.
    return false;
  }
  if (!size) return false;
  const [width, height] = size;
  return Math.max(width, height) <= MAX_PICTURE_SIDE && width * height <= MAX_PICTURE_PIXELS;
}

const word = (view: DataView, at: number): string => String.fromCharCode(...[0, 1, 2, 3].map((more) => view.getUint8(at + more)));

/** ISO/IEC 15948, 11.2.1. */
function pngSize(view: DataView): Size | null {
  return view.getUint32(0) === 0x89504e47 && word(view, 12) === 'IHDR' ? [view.getUint32(16), view.getUint32(20)] : null;
}

/** RFC 9649, 2.5 to 2.7. */
function webpSize(view: DataView): Size | null {
  if (word(view, 0) !== 'RIFF' || word(view, 8) !== 'WEBP') return null;
  const kind = word(view, 12);
  if (kind === 'VP8X') {
    const side = (at: number) => (view.getUint32(at, true) & 0xffffff) + 1;
    return [side(24), side(27)];
  }
  if (kind === 'VP8L') {
    const sides = view.getUint32(21, true);
    return [(sides & 0x3fff) + 1, ((sides >>> 14) & 0x3fff) + 1];
  }
  return kind === 'VP8 ' ? [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff] : null;
}

/** ITU-T T.81, B.2.2: the first frame's header. */
function jpegSize(view: DataView): Size | null {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; ;) {
    const marker = view.getUint16(at);
    if (marker < 0xff00) return null;
    // A byte that only fills.
    if (marker === 0xffff) at += 1;
    else if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker))
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    else if (marker === 0xff01 || (marker >= 0xffd0 && marker <= 0xffd9)) at += 2;
    else at += 2 + view.getUint16(at + 2);
  }
}
