// Hours of consultation as a form has them: what inputs of time hold, and minutes after midnight.

import type { Break, WorkingHours } from '../generated/types';
import { hourMinute } from '../days';

export interface HoursDraft {
  from: string;
  to: string;
  slot: string;
  breaks: { from: string; to: string }[];
}

const DAY = 24 * 60;
const clock = (minute: number): string => {
  const of = minute % DAY;
  return `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`;
};

/** Minutes after midnight; none where the input is empty. */
export function minute(text: string): number | null {
  const [hours, minutes] = text.split(':').map(Number);
  return hours === undefined || minutes === undefined || Number.isNaN(hours + minutes) ? null : hours * 60 + minutes;
}

export function draftOf(hours: WorkingHours | null): HoursDraft {
  if (!hours) return { from: '09:00', to: '17:00', slot: '30', breaks: [{ from: '12:00', to: '13:00' }] };
  return {
    from: clock(hours.starts_minute),
    to: clock(hours.ends_minute),
    slot: String(hours.slot_minutes),
    breaks: hours.breaks.map((one) => ({ from: clock(one.starts_minute), to: clock(one.ends_minute) })),
  };
}

/** What ends by the clock before it starts ends on the day after; so do breaks in such hours. */
export function hoursOf(draft: HoursDraft): WorkingHours | null {
  const [starts, ends] = [minute(draft.from), minute(draft.to)];
  const slot = Number.parseInt(draft.slot, 10);
  if (starts === null || ends === null || Number.isNaN(slot)) return null;
  const after = (at: number, earliest: number) => (at < earliest ? at + DAY : at);
  const ends_minute = ends === starts ? starts + DAY : after(ends, starts);
  const breaks: Break[] = [];
  for (const { from, to } of draft.breaks) {
    const [first, last] = [minute(from), minute(to)];
    if (first === null || last === null) return null;
    const starts_minute = ends_minute > DAY ? after(first, starts) : first;
    breaks.push({ starts_minute, ends_minute: ends_minute > DAY ? after(last, starts_minute) : last });
  }
  breaks.sort((one, other) => one.starts_minute - other.starts_minute);
  return { starts_minute: starts, ends_minute, slot_minutes: slot, breaks };
}

/** `9:00 – 17:00`. */
export const rangeOf = (from: number, to: number): string => `${hourMinute(from)} – ${hourMinute(to)}`;
