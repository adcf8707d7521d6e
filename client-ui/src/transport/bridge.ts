// The engine's bridge: pictures in, files both ways, and the page's own devices where the engine asks
// for them.

import type { FileRelay } from '../files/box';
import { PageMedia } from '../page-media';
import type { PictureRelay } from '../pictures/source';
import { openLoopback, type Loopback } from './loopback';

export function openBridge(url: string, pictures: PictureRelay, files: FileRelay, text?: (text: string) => void): Loopback {
  const devices = new PageMedia(
    (message) => void loopback.send(message),
    (own) => pictures.take(own),
  );
  const loopback = openLoopback(url, {
    opened: () => {
      pictures.clear();
      // A new connection begins with a wish of its own.
      devices.close();
      files.startOver();
    },
    bytes: (bytes) => {
      if (!devices.take(bytes) && !files.take(bytes)) pictures.take(bytes);
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
