// What a calendar shows: appointments and sessions, and where in their day they stand.

import { isoDay, wallTime } from '../format';
import type { AppointmentRow, Intent, Schedule } from '../generated/types';

export interface Entry {
  key: string;
  kind: 'appointment' | 'session';
  startsAt: number;
  endsAt: number;
  title: string;
  state: string;
  opens: Intent;
}

/** What was given up is no part of a day's plan. */
export function entriesOf(rows: AppointmentRow[], schedules: Schedule[]): Entry[] {
  const agreed = rows
    .filter(({ appointment: one }) => one.state !== 'cancelled' && one.state !== 'rescheduled')
    .map(({ appointment: one }): Entry => ({
      key: one.id,
      kind: 'appointment',
      startsAt: one.starts_at,
      endsAt: one.ends_at,
      title: one.patient_name,
      state: one.state,
      opens: { do: 'open_appointment', appointment_id: one.id },
    }));
  const sessions = schedules.map((one): Entry => ({
    key: one.id,
    kind: 'session',
    startsAt: one.starts_at,
    endsAt: one.ends_at,
    title: one.title,
    state: one.status,
    opens: { do: 'open_schedule', schedule_id: one.id },
  }));
  return [...agreed, ...sessions].sort((one, other) => one.startsAt - other.startsAt || one.endsAt - other.endsAt);
}

/** Minutes after midnight as the clock on the wall shows them. */
export function minuteOf(at: number): number {
  const [hours = 0, minutes = 0] = wallTime(at).split(':').map(Number);
  return hours * 60 + minutes;
}

/** Minutes of its day at which an entry begins and ends; what lasts beyond midnight is cut there. */
export function spanOf(entry: Entry): { from: number; to: number } {
  const from = minuteOf(entry.startsAt);
  const sameDay = isoDay(entry.startsAt) === isoDay(entry.endsAt - 1);
  return { from, to: sameDay ? Math.max(from + 15, minuteOf(entry.endsAt) || 1440) : 1440 };
}

export interface Placed extends Entry {
  from: number;
  to: number;
  /** Which of so many columns beside each other. */
  lane: number;
  lanes: number;
}

/** Puts what overlaps side by side. Every entry of a bunch that touches gets the same width. */
export function place(entries: Entry[]): Placed[] {
  const placed: Placed[] = [];
  let bunch: Placed[] = [];
  let bunchEnds = -1;
  const settle = () => {
    const lanes = Math.max(0, ...bunch.map((one) => one.lane)) + 1;
    for (const one of bunch) one.lanes = lanes;
    placed.push(...bunch);
    bunch = [];
  };
  for (const entry of entries) {
    const span = spanOf(entry);
    if (span.from >= bunchEnds) settle();
    const busy = bunch.filter((one) => one.to > span.from).map((one) => one.lane);
    let lane = 0;
    while (busy.includes(lane)) lane += 1;
    bunch.push({ ...entry, ...span, lane, lanes: 1 });
    bunchEnds = Math.max(bunch.length === 1 ? -1 : bunchEnds, span.to);
  }
  settle();
  return placed;
}
