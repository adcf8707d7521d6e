// How a chat's lines are gathered: by day, and within it by who wrote at about the same time.

import { isoDay } from '../format';
import type { ChatLine } from '../generated/types';

/** Lines of one person within this time stand together. */
const TOGETHER_MS = 3 * 60_000;

export interface Shown {
  line: ChatLine;
  /** The first of its day. */
  newDay: boolean;
  /** The first of those that stand together. */
  first: boolean;
  /** The last of those that stand together; says when it was, and how far it got. */
  last: boolean;
}

export function gather(lines: ChatLine[]): Shown[] {
  return lines.map((line, index) => {
    const before = lines[index - 1];
    const after = lines[index + 1];
    const newDay = !before || isoDay(before.at) !== isoDay(line.at);
    return { line, newDay, first: newDay || !before || !together(before, line), last: !after || !together(line, after) };
  });
}

function together(one: ChatLine, next: ChatLine): boolean {
  return (
    one.own === next.own &&
    one.former === next.former &&
    one.state.name === next.state.name &&
    one.state.name !== 'failed' &&
    one.file === null &&
    next.file === null &&
    next.at - one.at < TOGETHER_MS &&
    isoDay(one.at) === isoDay(next.at)
  );
}

/** `482 kB`, in the person's own language. */
export function fileSize(bytes: number, locale: string): string {
  const [unit, value] = bytes < 1_000_000 ? ['kilobyte', Math.max(1, Math.round(bytes / 1000))] : ['megabyte', bytes / 1_000_000];
  return new Intl.NumberFormat(locale, { style: 'unit', unit: unit as string, maximumFractionDigits: 1 }).format(value as number);
}
