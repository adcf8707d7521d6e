// Instants and durations in the person's own language and time zone. Nothing here throws, whatever it is handed.

import { locale, t } from './i18n';
import { dayOf, daysLater, instantAt, iso, rangeInWords, timeOf, wallAt, wallOf, within, words, zoneName, zoneOf } from './wall';

/** An instant in words of the own zone, or of another. Beyond what calendars know there are none. */
function written(at: number, options: Intl.DateTimeFormatOptions, zone?: string): string {
  return words(within(at) === at ? wallAt(at, zone === undefined ? undefined : zoneOf(zone)) : Number.NaN, options);
}

export function time(at: number): string {
  return written(at, { timeStyle: 'short' });
}

/** The time in another zone. */
export function timeIn(at: number, zone: string): string {
  return written(at, { timeStyle: 'short' }, zone);
}

/** Whether the clocks of a zone show something else at that instant. */
export function differs(at: number, zone: string): boolean {
  return zone !== '' && zone !== zoneName() && wallAt(at, zoneOf(zone)) !== wallAt(at);
}

/** `Tue, 3:24 am`, in another zone. */
export function weekdayAndTimeIn(at: number, zone: string): string {
  return written(at, { weekday: 'short', hour: 'numeric', minute: '2-digit' }, zone);
}

export function timeRange(from: number, to: number): string {
  if (within(from) !== from || within(to) !== to || to < from) return `${time(from)} – ${time(to)}`;
  return rangeInWords(wallAt(from), wallAt(to), { timeStyle: 'short' });
}

/** `Tuesday, 17 November`, with its year where that is not the present one. */
export function longDate(at: number, present: number): string {
  const isThisYear = isoDay(at).slice(0, 4) === isoDay(present).slice(0, 4);
  return written(at, { weekday: 'long', day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) });
}

/** With its year. */
export function fullDate(at: number): string {
  return written(at, { dateStyle: 'long' });
}

/** `November 2026`. */
export function monthAndYear(at: number): string {
  return written(at, { month: 'long', year: 'numeric' });
}

/** `YYYY-MM-DD` in the person's zone; also what a date input takes. */
export function isoDay(at: number): string {
  return dayOf(wallAt(at));
}

/** For machines, in UTC. */
export const isoInstant = iso;

/** Today, tomorrow, yesterday, or the date. */
export function dayName(at: number, today: number): string {
  const day = isoDay(at);
  const present = isoDay(today);
  if (day === present) return t.schedule.today;
  if (day === daysLater(present, 1)) return t.schedule.tomorrow;
  if (day === daysLater(present, -1)) return t.schedule.yesterday;
  return longDate(at, today);
}

/** Day and time, for a session on any day. */
export function dayAndTime(at: number, today: number): string {
  return isoDay(at) === isoDay(today) ? time(at) : `${dayName(at, today)}, ${time(at)}`;
}

/** `4:05` or `1:04:05`. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** `5 minutes ago`. */
export function ago(at: number, present: number): string {
  const minutes = Math.max(0, Math.floor((within(present) - within(at)) / 60_000));
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (minutes < 1) return relative.format(0, 'second');
  if (minutes < 60) return relative.format(-minutes, 'minute');
  if (minutes < 1440) return relative.format(-Math.floor(minutes / 60), 'hour');
  return relative.format(-Math.floor(minutes / 1440), 'day');
}

/** The instant of a wall clock's reading in the person's zone, from a date and a time input. */
export function instantOf(date: string, clockTime: string): number | null {
  const wall = wallOf(date, clockTime);
  return wall === null ? null : instantAt(wall);
}

/** `09:05`, as a time input takes it. */
export function wallTime(at: number): string {
  return timeOf(wallAt(at));
}

/** Up to two letters for a person without a picture. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word.length > 0 && !word.endsWith('.'));
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase(locale);
}

/** Hundredths of a star, as `4.6`. */
export function mean(hundredths: number): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(hundredths / 100);
}

/** `640 kbit/s`, or `1.2 Mbit/s`. */
export function rate(kilobits: number): string {
  const number = (value: number, digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  return kilobits < 1000 ? `${number(kilobits, 0)} kbit/s` : `${number(kilobits / 1000, 1)} Mbit/s`;
}

/** `2 %`, as the language writes it. */
export function percent(of100: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent' }).format(of100 / 100);
}

/** `camera, network and speaker`. */
export function listed(words: string[]): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
}
