// Before the core kept the language, this page did.

import type { Language } from '../generated/types';
import { isLanguage } from '.';

const KEPT = 'medconsult.language';

/** The language that was chosen then; told once, and then forgotten. */
export function takeEarlierLanguage(): Language | null {
  try {
    const kept = localStorage.getItem(KEPT) ?? '';
    localStorage.removeItem(KEPT);
    return isLanguage(kept) ? kept : null;
  } catch {
    // A page without storage never kept one.
    return null;
  }
}
