// Past calls under the months in which they were.

import { isoDay } from '../format';
import type { PastCall } from '../generated/types';

export interface Month {
  /** `YYYY-MM`. */
  month: string;
  at: number;
  calls: PastCall[];
}

/** Neighbours of the same month share a heading. */
export function byMonth(calls: PastCall[]): Month[] {
  const months: Month[] = [];
  for (const call of calls) {
    const month = isoDay(call.placed_at).slice(0, 7);
    const last = months.at(-1);
    if (last?.month === month) last.calls.push(call);
    else months.push({ month, at: call.placed_at, calls: [call] });
  }
  return months;
}
