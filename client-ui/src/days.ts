// Days by their names: `YYYY-MM-DD` as the person's own calendar has them. A day is not always 24
// hours long, so steps go by names and never by milliseconds.

import { isoDay } from './format';
import { daysLater, instantAt, monthsLater, noonOf, rangeInWords, wallOf, weekdayOf, words as inWords } from './wall';

export const addDays = daysLater;
export const addMonths = monthsLater;

/** Its first instant in the person's zone. */
export function startOf(day: string): number {
  return instantAt(wallOf(day, '00:00') ?? noonOf(day));
}

/** The Monday of its week. */
export function weekOf(day: string): string {
  return addDays(day, -weekdayOf(day));
}

/** Seven days from that one on. */
export function sevenFrom(day: string): string[] {
  return Array.from({ length: 7 }, (_, index) => addDays(day, index));
}

/** The weeks that a month touches, from Mondays on. */
export function weeksOfMonth(day: string): string[][] {
  const first = `${day.slice(0, 8)}01`;
  const weeks: string[][] = [];
  for (let monday = weekOf(first); monday < addMonths(first, 1); monday = addDays(monday, 7)) weeks.push(sevenFrom(monday));
  return weeks;
}

function words(day: string, options: Intl.DateTimeFormatOptions): string {
  return inWords(noonOf(day), options);
}

/** `Mon`. */
export const shortWeekday = (day: string): string => words(day, { weekday: 'short' });
/** `17`. */
export const dayNumber = (day: string): string => String(Number(day.slice(8)));
/** The year of a day where it is not the present one. */
const yearOf = (day: string, today: string) => (day.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: 'numeric' } as const));
/** `Tuesday, 17 November`, with its year where that is not the present one. */
export const fullDay = (day: string, today: string): string =>
  words(day, { weekday: 'long', day: 'numeric', month: 'long', ...yearOf(day, today) });
/** `17 Nov`, likewise. */
export const shortDay = (day: string, today: string): string => words(day, { day: 'numeric', month: 'short', ...yearOf(day, today) });
/** `November 2026`. */
export const monthName = (day: string): string => words(day, { month: 'long', year: 'numeric' });
/** `17 November 2026`, as for a birthday, which is a day and no instant of any zone. */
export const wholeDay = (day: string): string => words(day, { dateStyle: 'long' });
/** `Tue, 17 Nov 2026`. */
export const datedDay = (day: string): string => words(day, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** `9:00`, by the clock on the wall, whichever wall that is. */
export function hourMinute(minute: number): string {
  return inWords(minute * 60_000, { timeStyle: 'short' });
}
export const hourName = (hour: number): string => hourMinute(hour * 60);

/** `16 – 22 November 2026`. */
export function weekName(monday: string): string {
  return rangeInWords(noonOf(monday), noonOf(addDays(monday, 6)), { day: 'numeric', month: 'long', year: 'numeric' });
}

/** Things by the day on which they start. */
export function byDay<T>(things: T[], startsAt: (thing: T) => number): Map<string, T[]> {
  const days = new Map<string, T[]>();
  for (const thing of things) {
    const day = isoDay(startsAt(thing));
    const known = days.get(day);
    if (known) known.push(thing);
    else days.set(day, [thing]);
  }
  return days;
}
