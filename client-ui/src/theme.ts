// Light or dark, chosen by hand and kept on this device, or as the device has it.

const KEPT = 'medconsult.theme';

export type Theme = 'system' | 'light' | 'dark';
export const themes: Theme[] = ['system', 'light', 'dark'];

export function keptTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    // A page without storage follows the device.
    return 'system';
  }
}

/** Draws the page in the kept theme; tokens.css knows the mark. */
export function markTheme(theme: Theme = keptTheme()): void {
  const page = document.documentElement;
  if (theme === 'system') delete page.dataset['theme'];
  else page.dataset['theme'] = theme;
}

/** Chooses a theme and draws the page in it at once. */
export function keepTheme(theme: Theme): void {
  markTheme(theme);
  try {
    if (theme === 'system') localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, theme);
  } catch {
    // It holds until the page is opened anew.
  }
}
