// Camera and microphone are on while some part of the page shows them, and no longer: not behind
// another screen, not in a window that nobody sees.

import { onMount } from 'svelte';
import type { Intent } from '../generated/types';

export class DeviceLease {
  #holders = $state(0);
  #visible = $state(document.visibilityState === 'visible');
  #began = false;
  #send: (intent: Intent) => void;

  constructor(send: (intent: Intent) => void) {
    this.#send = send;
    document.addEventListener('visibilitychange', () => {
      this.#visible = document.visibilityState === 'visible';
    });
  }

  /** Told whether the first view came with an open check, as after the page was loaded anew. */
  begin(open: boolean): void {
    this.#began = open;
  }

  /** Whether to go on with what was open at the start; once. */
  takeUp(): boolean {
    const began = this.#began;
    this.#began = false;
    return began;
  }

  /** Wants the devices on until the answer is called. */
  take(): () => void {
    this.#holders += 1;
    return () => {
      this.#holders -= 1;
    };
  }

  /** Closes the devices; as they are still wanted, they are opened again, which tries them anew. */
  startOver(): void {
    this.#send({ do: 'close_check' });
  }

  /** Says what changed between what is wanted and what is; to be called from an effect. */
  follow(open: boolean, covered: boolean): void {
    const wanted = this.#holders > 0 && this.#visible;
    // A call has the devices for itself, and a ring keeps them as they are.
    if (wanted && !open && !covered) this.#send({ do: 'open_check' });
    else if (!wanted && open) this.#send({ do: 'close_check' });
  }
}

/** Holds the devices for as long as a component is there. */
export function leaseWhileShown(lease: DeviceLease): void {
  onMount(() => lease.take());
}
