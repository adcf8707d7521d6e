// The one way between the page and the core: intents go out, whole views come in, pictures come
// beside them. Everything outside of this folder draws.

import { openSocket } from './socket';
import { openTauri, tauriOfThisPage } from './tauri';
import type { Transport } from './types';

/** Inside the app's window the shell is there; a browser names a loopback socket instead. */
export function openTransport(): Transport | null {
  const socket = new URLSearchParams(location.search).get('socket');
  if (socket) return openSocket(socket);
  const tauri = tauriOfThisPage();
  return tauri ? openTauri(tauri) : null;
}
