// Single keys of the call screen. They can be switched off, because whoever speaks to the device or
// hits keys by accident would press them unknowingly.

const KEPT = 'medconsult.keys';

export const keys = { microphone: 'm', camera: 'v', devices: 'd', end: 'e', help: '?', close: 'Escape' } as const;
export type KeyAct = keyof typeof keys;

export function keptKeys(): boolean {
  try {
    return localStorage.getItem(KEPT) !== 'off';
  } catch {
    return true;
  }
}

export function keepKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, 'off');
  } catch {
    // It holds until the page is opened anew.
  }
}

/** What a key press asks for; nothing where it belongs to a text, a list or the system. */
export function actOf(event: KeyboardEvent): KeyAct | null {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return null;
  const target = event.target;
  if (target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))) return null;
  const found = Object.entries(keys).find(([, key]) => key === event.key.toLowerCase());
  return found ? (found[0] as KeyAct) : null;
}
