// What has just appeared may be hit by a key or a finger that was on its way to something else. For a
// moment it takes nothing, and a key counts only where it went down on the button itself.

/** Longer than a person needs to notice what came, and to stop: typists pause for less between words. */
const GUARD_MS = 600;

export interface Guard {
  /** Whether it takes nothing yet. */
  readonly on: boolean;
  /** For a button: lets only those keys through that went down on it, once, after the moment. */
  readonly keys: { onkeydown: (event: KeyboardEvent) => void; onkeyup: (event: KeyboardEvent) => void };
}

/** Begins anew whenever what the button is about changes; nothing to guard is `undefined`. */
export function guard(about: () => unknown): Guard {
  let settled = $state<unknown>(undefined);
  let pressed: string | null = null;
  $effect(() => {
    const now = about();
    // Most buttons guard nothing, and need no timer for it.
    if (now === undefined) {
      settled = undefined;
      return;
    }
    const timer = setTimeout(() => (settled = now), GUARD_MS);
    return () => clearTimeout(timer);
  });
  const on = (): boolean => about() !== undefined && settled !== about();
  const presses = (event: KeyboardEvent): boolean => event.key === 'Enter' || event.key === ' ';
  return {
    get on() {
      return on();
    },
    keys: {
      onkeydown(event) {
        if (about() === undefined || !presses(event)) return;
        if (event.repeat || on()) event.preventDefault();
        else pressed = event.key;
      },
      onkeyup(event) {
        if (about() === undefined || !presses(event)) return;
        if (pressed !== event.key) event.preventDefault();
        pressed = null;
      },
    },
  };
}
