// What the page asks of whatever connects it with the core.

import type { FileBox } from '../files/box';
import type { Intent, ViewState } from '../generated/types';
import type { PictureSource } from '../pictures/source';

export interface Transport {
  send(intent: Intent): void;
  /** Calls back with the present view and with each later one; whoever asks later is called instead. */
  onView(show: (view: ViewState) => void): void;
  readonly pictures: PictureSource;
  readonly files: FileBox;
}
