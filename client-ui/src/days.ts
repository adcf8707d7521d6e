// Days by their names: `YYYY-MM-DD` as the person's own calendar has them. A day is not always 24
// hours long, so steps go by names and never by milliseconds.

import { instantOf, isoDay, isoInstant, within } from './format';
import { locale } from './i18n';

/** Noon of that day in UTC, for arithmetic and words alone. */
const utc = (day: string): number => within(Date.parse(`${day}T12:00:00Z`));
const named = (at: number): string => isoInstant(at).slice(0, 10);

export function addDays(day: string, count: number): string {
  return named(utc(day) + count * 86_400_000);
}

/** The same day of another month, or that month's last one. */
export function addMonths(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + count + 1, 0, 12)).getUTCDate();
  return named(Date.UTC(year, month - 1 + count, Math.min(date, last), 12));
}

/** Its first instant in the person's zone. */
export function startOf(day: string): number {
  return instantOf(day, '00:00') ?? utc(day);
}

/** The Monday of its week. */
export function weekOf(day: string): string {
  return addDays(day, -((new Date(utc(day)).getUTCDay() + 6) % 7));
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
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(utc(day));
}

/** `Mon`. */
export const shortWeekday = (day: string): string => words(day, { weekday: 'short' });
/** `17`. */
export const dayNumber = (day: string): string => String(Number(day.slice(8)));
/** `Tuesday, 17 November`. */
export const fullDay = (day: string): string => words(day, { weekday: 'long', day: 'numeric', month: 'long' });
/** `17 Nov`. */
export const shortDay = (day: string): string => words(day, { day: 'numeric', month: 'short' });
/** `November 2026`. */
export const monthName = (day: string): string => words(day, { month: 'long', year: 'numeric' });
/** `Tue, 17 Nov 2026`. */
export const datedDay = (day: string): string => words(day, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** `9:00`, by the clock on the wall, whichever wall that is. */
export function hourMinute(minute: number): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(within(Date.UTC(2026, 0, 1, 0, minute)));
}
export const hourName = (hour: number): string => hourMinute(hour * 60);

/** `16 – 22 November 2026`. */
export function weekName(monday: string): string {
  const options = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, options).formatRange(utc(monday), utc(addDays(monday, 6)));
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
