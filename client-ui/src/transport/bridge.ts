// The engine's bridge: pictures in, and the page's own devices where the engine asks for them.

import { PageMedia } from '../page-media';
import type { PictureRelay } from '../pictures/source';
import { openLoopback, type Loopback } from './loopback';

export function openBridge(url: string, pictures: PictureRelay, text?: (text: string) => void): Loopback {
  const devices = new PageMedia(
    (message) => loopback.send(message),
    (own) => pictures.take(own),
  );
  const loopback = openLoopback(url, {
    opened: () => {
      pictures.clear();
      // A new connection begins with a wish of its own.
      devices.close();
    },
    bytes: (bytes) => {
      if (!devices.take(bytes)) pictures.take(bytes);
    },
    ...(text ? { text } : {}),
  });
  return {
    ...loopback,
    close: () => {
      devices.close();
      loopback.close();
    },
  };
}
