// The language of this page. The core says which (it knows the person's choice and the device's own
// language); it is set before anything is drawn, and another one later draws the page anew.

import type { Language } from '../generated/types';
import { de } from './de';
import { en, type Texts } from './en';

const languages: Record<Language, Texts> = { de, en };

/** Each language by its own name, so that whoever landed in the wrong one finds the way back. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' };

/** What the page says. */
export let t: Texts = en;
/** Its tag with a region, where the device knows one, which matters for dates. */
export let locale = 'en';
/** Which language that is. */
export let spoken: Language = 'en';

/** Speaks a language from now on, and tells the browser and whoever reads the page aloud. */
export function speak(language: Language): void {
  spoken = language;
  t = languages[language];
  locale = navigator.languages.find((tag) => primary(tag) === language) ?? language;
  document.documentElement.lang = locale;
  document.documentElement.dir = t.dir;
}

/** The first language of the browser that the page speaks, until the core says one. */
export function browserLanguage(): Language {
  return navigator.languages.map(primary).find(isLanguage) ?? 'en';
}

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(languages, tag);
}

function primary(tag: string): string {
  return tag.split('-', 1)[0] ?? '';
}

export type { Texts } from './en';
export type { Ending } from './en/call';
