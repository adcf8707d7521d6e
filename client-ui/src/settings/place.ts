// Settings are a page of this window, which the core knows nothing of. Its name in the address keeps
// it open when another language draws the page anew.

const HASH = '#settings';

export function isAtSettings(): boolean {
  return location.hash === HASH;
}

export function markSettings(open: boolean): void {
  if (open === isAtSettings()) return;
  history.replaceState(null, '', open ? HASH : `${location.pathname}${location.search}`);
}
