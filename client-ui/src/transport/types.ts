// What the page asks of whatever connects it with the core.

import type { FileBox } from '../files/box';
import type { Intent, ViewState } from '../generated/types';
import type { PictureSource } from '../pictures/source';

/** What is chosen about the app itself; null where there is nothing to choose. */
export interface ShellChoices {
  /** Starts with the computer. */
  autostart: boolean | null;
  /** Goes on when its window is closed. */
  keep_running: boolean | null;
  /** The person has seen these choices. */
  asked: boolean | null;
}

/** The program around the page; see docs/bridge.md. */
export interface Shell {
  choices(): Promise<ShellChoices>;
  /** Changes what is named. Rejected where the system refuses. */
  choose(wanted: Partial<ShellChoices>): Promise<ShellChoices>;
  /** Calls back when somebody closes the window though the app would be missed. */
  onClosing(ask: () => void): void;
  /** What came of it. */
  close(stay: boolean): void;
}

export interface Transport {
  send(intent: Intent): void;
  /** Calls back with the present view and with each later one; whoever asks later is called instead. */
  onView(show: (view: ViewState) => void): void;
  readonly pictures: PictureSource;
  readonly files: FileBox;
  /** Absent in a browser. */
  readonly shell: Shell | null;
}
