// Clocks on walls: what a time zone shows at an instant, and when it shows what was typed. The offsets come
// from the core, whose database of zones is the server's, too; a web view's own may be years older and is
// asked for nothing. Readings of a clock and days of a calendar are numbers here, as if they were of UTC.
//
// The one place that hands out `Date` and `Intl.DateTimeFormat`. Nothing here throws, whatever it is handed.

import { MAX_INSTANT_MS, MIN_INSTANT_MS } from './generated/limits';
import type { Zone, Zones } from './generated/types';
import { locale } from './i18n';

const DAY_MS = 86_400_000;
const UTC: Zone = { name: 'UTC', offset_s: 0, shifts: [] };

/** What stands where there is nothing that could be said. */
const UNKNOWN = '–';

let zones: Zones = { own: UTC, others: [] };

/** The zones of what is on the screen, the own one before all. */
export function setZones(newest: Zones): void {
  zones = newest;
}

export const zoneName = (): string => zones.own.name;

/** The zone that the device itself claims to be in: a name, for a form. */
export const deviceZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Another zone; the own one where it is not known. */
export const zoneOf = (name: string): Zone => zones.others.find((one) => one.name === name) ?? zones.own;

/** The nearest instant that calendars know. */
export function within(at: number): number {
  return Number.isNaN(at) ? 0 : Math.min(MAX_INSTANT_MS, Math.max(MIN_INSTANT_MS, at));
}

/** Milliseconds east of UTC. */
function offsetAt(zone: Zone, at: number): number {
  const last = zone.shifts.findLast(([since]) => since * 1000 <= at);
  return (last?.[1] ?? zone.offset_s) * 1000;
}

/** What a clock on the wall shows at an instant. */
export function wallAt(at: number, zone = zones.own): number {
  const known = within(at);
  return known + offsetAt(zone, known);
}

/**
 * The first instant at which the own clock shows that, or where it skips the reading, the instant of the
 * skip: the server's rule.
 */
export function instantAt(wall: number): number {
  const zone = zones.own;
  const [before, after] = [offsetAt(zone, wall - DAY_MS), offsetAt(zone, wall + DAY_MS)];
  for (const offset of [before, after]) {
    if (offsetAt(zone, wall - offset) === offset) return wall - offset;
  }
  const skip = zone.shifts.find(([since]) => since * 1000 > wall - after);
  return skip ? skip[0] * 1000 : wall - before;
}

/** The reading that was typed into a date and a time input. */
export function wallOf(date: string, clockTime: string): number | null {
  const wall = Date.parse(`${date}T${clockTime}:00Z`);
  return Number.isNaN(wall) ? null : wall;
}

/** Noon of a day that is named `YYYY-MM-DD`. */
export const noonOf = (day: string): number => within(wallOf(day, '12:00') ?? Number.NaN);

/** `YYYY-MM-DD`, and `09:05`, as inputs take them. */
export const dayOf = (wall: number): string => iso(wall).slice(0, 10);
export const timeOf = (wall: number): string => iso(wall).slice(11, 16);
export const iso = (at: number): string => new Date(within(at)).toISOString();

/** So many days later. */
export const daysLater = (day: string, count: number): string => dayOf(noonOf(day) + count * DAY_MS);

/** The same day of another month, or that month's last one. */
export function monthsLater(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + count, 0, 12)).getUTCDate();
  return dayOf(Date.UTC(year, month - 1 + count, Math.min(date, last), 12));
}

/** Days since Monday. */
export const weekdayOf = (day: string): number => (new Date(noonOf(day)).getUTCDay() + 6) % 7;

/** A reading in words. */
export function words(wall: number, options: Intl.DateTimeFormatOptions): string {
  return within(wall) === wall ? new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(wall) : UNKNOWN;
}

/** Two readings in words, as far as possible in one. Some engines throw where a range ends before it begins. */
export function rangeInWords(from: number, to: number, options: Intl.DateTimeFormatOptions): string {
  if (within(from) !== from || within(to) !== to || to < from) return `${words(from, options)} – ${words(to, options)}`;
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).formatRange(from, to);
}
