// The server's time on this page. Reading it inside a component makes that part follow it.

import { createSubscriber } from 'svelte/reactivity';
import { MAX_INSTANT_MS } from './generated/limits';

/** Four times a second, so that a second never seems to last two. */
const TICK_MS = 250;

let offsetMs = 0;

// The interval runs only while something on the screen shows a time.
const follow = createSubscriber((update) => {
  const ticking = setInterval(update, TICK_MS);
  return () => clearInterval(ticking);
});

export function setClockOffset(ms: number): void {
  // A clock that is wrong by more than that is no clock.
  offsetMs = Math.abs(ms) <= MAX_INSTANT_MS ? ms : 0;
}

/** Server time in milliseconds. */
export function now(): number {
  follow();
  return Date.now() + offsetMs;
}

/** Whole seconds until an instant, never below none. */
export function secondsUntil(instant: number): number {
  return Math.max(0, Math.ceil((instant - now()) / 1000));
}
