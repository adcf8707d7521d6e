// The language of this page, chosen once when it is drawn: by hand on the profile screen, or by the
// device.

import { de } from './de';
import { en, type Texts } from './en';

const languages: Record<string, Texts> = { de, en };

/** Each language by its own name, so that whoever landed in the wrong one finds the way back. */
export const languageNames: Record<string, string> = { en: 'English', de: 'Deutsch' };

const KEPT = 'medconsult.language';

/** The language chosen by hand; empty where the device decides. */
export function keptLanguage(): string {
  try {
    const kept = localStorage.getItem(KEPT) ?? '';
    return kept in languages ? kept : '';
  } catch {
    // A page without storage follows the device.
    return '';
  }
}

/** Chooses a language, or the device's by an empty one, and draws the page anew. */
export function keepLanguage(language: string): void {
  try {
    if (language === '') localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, language);
  } catch {
    return;
  }
  location.reload();
}

/** The first language of the device that the app speaks, with the region kept for dates. */
function choose(): { texts: Texts; locale: string } {
  const kept = keptLanguage();
  // The device may know the region of the chosen language, which matters for dates.
  const regional = navigator.languages.find((locale) => locale.split('-', 1)[0] === kept);
  const wanted = kept === '' ? navigator.languages : [regional ?? kept];
  for (const locale of wanted) {
    const texts = languages[locale.split('-', 1)[0] ?? ''];
    if (texts) return { texts, locale };
  }
  return { texts: en, locale: 'en' };
}

export const { texts: t, locale } = choose();
export type { Texts } from './en';
export type { Ending } from './en/call';

/** Tells the browser, and whoever reads the page aloud, which language it is in. */
export function markDocument(): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = t.dir;
}
