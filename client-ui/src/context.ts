// What every component may reach without it being handed down.

import { createContext } from 'svelte';
import type { DeviceLease } from './devices/device-lease.svelte';
import type { FileBox } from './files/box';
import type { BlocksView, DevicesView, Intent } from './generated/types';
import type { PictureSource } from './pictures/source';
import type { Shell } from './transport/types';

export interface AppContext {
  send(intent: Intent): void;
  pictures: PictureSource;
  files: FileBox;
  /** Tells the app's log of something that failed in this page. */
  report(thrown: unknown): void;
  /** True while a call covers the screens; what is open below closes then. */
  covered(): boolean;
  /** Cameras, microphones and speakers; reading it makes a part follow them. */
  devices(): DevicesView;
  /** Whom the doctor has blocked; nobody else has any. */
  blocks(): BlocksView | null;
  /** The program around the page; absent in a browser. */
  shell: Shell | null;
  /** Whether the server can be asked at the moment. */
  online(): boolean;
  /** Who shows the person their own picture. */
  deviceLease: DeviceLease;
}

export const [getApp, setApp] = createContext<AppContext>();
