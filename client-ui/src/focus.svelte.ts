// A view may take away what has the focus, as a form does that has been sent. Whoever works by keys
// or hears the screen would land at the top of the window then.

import { onMount } from 'svelte';

/** Puts a lost focus on the heading of the screen; to be called while a component is set up. */
export function keepFocus(view: () => unknown, covered: () => boolean): void {
  let last: Element | null = null;

  onMount(() => {
    const came = ({ target }: FocusEvent) => {
      last = target instanceof Element ? target : null;
    };
    // A focus that was given up is not lost; one that goes away with its element is.
    const went = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        if (target === last && last?.isConnected) last = null;
      });
    document.addEventListener('focusin', came);
    document.addEventListener('focusout', went);
    return () => {
      document.removeEventListener('focusin', came);
      document.removeEventListener('focusout', went);
    };
  });

  $effect(() => {
    view();
    if (covered() || !last || last.isConnected || document.activeElement !== document.body) return;
    last = null;
    document.querySelector<HTMLElement>('#main h1')?.focus({ preventScroll: true });
  });
}
