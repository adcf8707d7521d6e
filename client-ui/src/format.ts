// Instants and durations in the person's own language and time zone. Nothing here throws, whatever it is handed.

import { MAX_INSTANT_MS, MIN_INSTANT_MS } from './generated/limits';
import { locale, t } from './i18n';

const DAY_MS = 86_400_000;

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone of whoever is signed in; an unknown name leaves the device's own in place. */
export function setZone(name: string): void {
  try {
    new Intl.DateTimeFormat(locale, { timeZone: name });
    zone = name;
  } catch {
    // A name that this engine doesn't know; times stay in the device's zone.
  }
}

export function zoneName(): string {
  return zone;
}

/** What stands where there is nothing that could be said. */
const UNKNOWN = '–';

/** The nearest instant that calendars know. */
export function within(at: number): number {
  return Number.isNaN(at) ? 0 : Math.min(MAX_INSTANT_MS, Math.max(MIN_INSTANT_MS, at));
}

/** An instant in words, in a zone that is known to the engine. */
function written(at: number, options: Intl.DateTimeFormatOptions, timeZone = zone): string {
  return within(at) === at ? new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(at) : UNKNOWN;
}

export function time(at: number): string {
  return written(at, { timeStyle: 'short' });
}

/** In words of another zone; in the person's own where the name is unknown. */
function writtenIn(at: number, options: Intl.DateTimeFormatOptions, name: string): string {
  try {
    return written(at, options, name);
  } catch {
    return written(at, options);
  }
}

/** The time in another zone. */
export function timeIn(at: number, name: string): string {
  return writtenIn(at, { timeStyle: 'short' }, name);
}

/** Whether the clocks of a zone show something else at that instant. */
export function differs(at: number, name: string): boolean {
  if (name === '' || name === zone || within(at) !== at) return false;
  const shown = (timeZone: string) => new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(at);
  try {
    return shown(name) !== shown(zone);
  } catch {
    return false;
  }
}

/** `Tue, 3:24 am`, in another zone. */
export function weekdayAndTimeIn(at: number, name: string): string {
  return writtenIn(at, { weekday: 'short', hour: 'numeric', minute: '2-digit' }, name);
}

export function timeRange(from: number, to: number): string {
  // Some engines throw where a range ends before it begins.
  if (within(from) !== from || within(to) !== to || to < from) return `${time(from)} – ${time(to)}`;
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: zone }).formatRange(from, to);
}

export function longDate(at: number): string {
  return written(at, { weekday: 'long', day: 'numeric', month: 'long' });
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
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone }).format(within(at));
}

/** For machines, in UTC. */
export function isoInstant(at: number): string {
  return new Date(within(at)).toISOString();
}

/** Today, tomorrow, yesterday, or the date. */
export function dayName(at: number, today: number): string {
  const day = isoDay(at);
  if (day === isoDay(today)) return t.schedule.today;
  if (day === isoDay(today + DAY_MS)) return t.schedule.tomorrow;
  if (day === isoDay(today - DAY_MS)) return t.schedule.yesterday;
  return longDate(at);
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

/**
 * The instant of a wall clock's reading in the person's zone, from a date and a time input.
 *
 * There is no such function in the platform yet, so it takes the reading for UTC and corrects by
 * what the zone shows; the second round settles the hours around a clock change.
 */
export function instantOf(date: string, clockTime: string): number | null {
  const wall = Date.parse(`${date}T${clockTime}:00Z`);
  if (Number.isNaN(wall)) return null;
  let guess = wall;
  for (let round = 0; round < 2; round += 1) guess += wall - wallClock(guess);
  return guess;
}

/** What a clock on the wall shows at an instant, read as if it were UTC. */
function wallClock(at: number): number {
  const shown = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone }).format(within(at));
  return Date.parse(`${shown.replace(' ', 'T')}Z`);
}

/** `09:05`, as a time input takes it. */
export function wallTime(at: number): string {
  return isoInstant(wallClock(at)).slice(11, 16);
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
