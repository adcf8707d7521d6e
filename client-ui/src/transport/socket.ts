// The transport of browsers and tests: one loopback socket for everything. Text is an intent out
// or a view in, bytes are pictures.

import type { ViewState } from '../generated/types';
import { FileRelay } from '../files/box';
import { PictureRelay } from '../pictures/source';
import type { Transport } from './types';
import { openBridge } from './bridge';

export function openSocket(url: string): Transport {
  const pictures = new PictureRelay((message) => void loopback.send(message));
  const files = new FileRelay((message) => loopback.send(message));
  let show: ((view: ViewState) => void) | null = null;
  let newest: ViewState | null = null;

  const loopback = openBridge(url, pictures, files, (text) => {
    newest = JSON.parse(text) as ViewState;
    show?.(newest);
  });

  return {
    send: (intent) => void loopback.send(JSON.stringify(intent)),
    onView: (callback) => {
      show = callback;
      if (newest) callback(newest);
    },
    pictures,
    files,
    shell: null,
  };
}
