// The language of this device, chosen once: the app is restarted with the system's language.

import { de } from './de';
import { en, type Texts } from './en';

const languages: Record<string, Texts> = { de, en };

/** The first language of the device that the app speaks, with the region kept for dates. */
function choose(): { texts: Texts; locale: string } {
  for (const locale of navigator.languages) {
    const texts = languages[locale.split('-', 1)[0] ?? ''];
    if (texts) return { texts, locale };
  }
  return { texts: en, locale: 'en' };
}

export const { texts: t, locale } = choose();
export type { Ending, Texts } from './en';

/** Tells the browser, and whoever reads the page aloud, which language it is in. */
export function markDocument(): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = t.dir;
}
