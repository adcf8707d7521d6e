// When a turn is likely to come, in words: rounded outwards, and only as exact as anybody can know.

import { time } from '../../format';
import type { ExpectedTurn } from '../../generated/types';
import { t } from '../../i18n';

const MINUTE_MS = 60_000;
/** From here on, a time of day says more than a number of minutes. */
const LONG_MIN = 90;

/** Whole minutes up to ten, then fives. */
function step(minutes: number): number {
  return minutes <= 10 ? 1 : 5;
}

export function expectedWait({ earliest, latest }: ExpectedTurn, present: number): string {
  const soonest = Math.max(0, (earliest - present) / MINUTE_MS);
  const longest = Math.max(0, (latest - present) / MINUTE_MS);
  if (soonest >= LONG_MIN) return t.waiting.expectedLater(time(earliest), time(latest));
  const least = Math.floor(soonest / step(soonest)) * step(soonest);
  const most = Math.max(1, Math.ceil(longest / step(longest)) * step(longest));
  return least < 1 ? t.waiting.expectedSoon(most) : t.waiting.expected(least, most);
}
