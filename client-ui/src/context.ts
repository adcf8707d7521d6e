// What every component may reach without it being handed down.

import { createContext } from 'svelte';
import type { Intent } from './generated/Intent';
import type { PictureSource } from './pictures/source';

export interface AppContext {
  send(intent: Intent): void;
  pictures: PictureSource;
  /** True while a call covers the screens; what is open below closes then. */
  covered(): boolean;
}

export const [getApp, setApp] = createContext<AppContext>();
