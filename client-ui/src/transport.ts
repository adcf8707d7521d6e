// The one way between the page and the core: intents go out, whole views come in, pictures come
// beside them. Everything else in this folder draws.

import type { FileBox } from './files/box';
import type { Intent } from './generated/Intent';
import type { ViewState } from './generated/ViewState';
import type { PictureSource } from './pictures/source';
import { openSocket } from './transport/socket';
import { openTauri, tauriOfThisPage } from './transport/tauri';

export interface Transport {
  send(intent: Intent): void;
  /** Calls back with the present view and with each later one. */
  onView(show: (view: ViewState) => void): void;
  readonly pictures: PictureSource;
  readonly files: FileBox;
}

/** Inside the app's window the shell is there; a browser names a loopback socket instead. */
export function openTransport(): Transport | null {
  const socket = new URLSearchParams(location.search).get('socket');
  if (socket) return openSocket(socket);
  const tauri = tauriOfThisPage();
  return tauri ? openTauri(tauri) : null;
}
