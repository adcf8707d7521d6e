// The transport of the app's window: the command `intent`, the event `view`, and a loopback socket
// for pictures, because the webview's own channel is too slow for thirty of them a second.

import type { Intent, ViewState } from '../generated/types';
import { FileRelay } from '../files/box';
import { PictureRelay } from '../pictures/source';
import type { Shell, ShellChoices, Transport } from './types';
import { openBridge } from './bridge';
import type { Loopback } from './loopback';

/** What `withGlobalTauri` puts on the page; only what is used here. */
export interface Tauri {
  core: {
    invoke(command: 'intent', args: { intent: Intent | null }): Promise<ViewState>;
    invoke(command: 'settings'): Promise<ShellChoices>;
    invoke(command: 'choose', args: { wanted: Partial<ShellChoices> }): Promise<ShellChoices>;
    invoke(command: 'close', args: { stay: boolean }): Promise<void>;
  };
  event: {
    listen(event: 'view', handler: (event: { payload: ViewState }) => void): Promise<unknown>;
    listen(event: 'closing', handler: () => void): Promise<unknown>;
  };
}

export function tauriOfThisPage(): Tauri | null {
  return (globalThis as { __TAURI__?: Tauri }).__TAURI__ ?? null;
}

const shellOf = ({ core, event }: Tauri): Shell => ({
  choices: () => core.invoke('settings'),
  choose: (wanted) => core.invoke('choose', { wanted }),
  onClosing: (ask) => void event.listen('closing', ask),
  close: (stay) => void core.invoke('close', { stay }),
});

export function openTauri(tauri: Tauri): Transport {
  const pictures = new PictureRelay((message) => void bridge?.loopback.send(message));
  const files = new FileRelay((message) => bridge?.loopback.send(message) ?? false);
  let bridge: { url: string; loopback: Loopback } | null = null;
  let show: ((view: ViewState) => void) | null = null;
  let newest: ViewState | null = null;

  /** Keeps exactly one socket, to the bridge that the newest view names. */
  function follow(url: string | null): void {
    if (bridge?.url === url) return;
    bridge?.loopback.close();
    bridge = url ? { url, loopback: openBridge(url, pictures, files) } : null;
  }

  function take(view: ViewState): void {
    newest = view;
    follow(view.bridge?.url ?? null);
    show?.(view);
  }

  void tauri.event
    .listen('view', ({ payload }) => take(payload))
    // Asked for only once the event is listened to, so that no view falls between the two.
    .then(() => tauri.core.invoke('intent', { intent: null }))
    // An event may overtake this answer and is newer then.
    .then((view) => {
      if (!newest) take(view);
    });

  return {
    send: (intent) => void tauri.core.invoke('intent', { intent }),
    onView: (callback) => {
      show = callback;
      if (newest) callback(newest);
    },
    pictures,
    files,
    shell: shellOf(tauri),
  };
}
