// What an appointment is called, for whoever looks at it.

import { dayName, differs, timeRange, weekdayAndTimeIn } from '../format';
import type { Appointment, AppointmentRow, Role } from '../generated/types';
import { t } from '../i18n';

export const otherName = (one: Appointment, role: Role): string => (role === 'doctor' ? one.patient_name : one.doctor_name);
export const otherZone = (one: Appointment, role: Role): string => (role === 'doctor' ? one.patient_time_zone : one.doctor_time_zone);

/** `Tomorrow, 9:30 – 10:00`. */
export const whenOf = (one: Appointment, now: number): string => `${dayName(one.starts_at, now)}, ${timeRange(one.starts_at, one.ends_at)}`;

/** The same start on the other one's clock, where that shows something else. */
export function theirTime(one: Appointment, role: Role): string | null {
  const zone = otherZone(one, role);
  if (!differs(one.starts_at, zone)) return null;
  return t.appointments.theirTime(otherName(one, role), weekdayAndTimeIn(one.starts_at, zone));
}

export interface StatusLabel {
  text: string;
  tone: 'quiet' | 'good' | 'warn' | 'bad' | 'accent' | 'info';
  live: boolean;
}

/** Where it stands, in a few words: what somebody has to do first comes first. */
export function statusLabel(row: AppointmentRow, role: Role): StatusLabel {
  const { appointment: one } = row;
  const name = otherName(one, role);
  if (one.state === 'confirmed' && one.call_status === 'waiting') {
    const text = row.start.state === 'refused' ? t.appointmentCall.waiting(name) : t.appointments.waitsNow(name);
    return { text, tone: 'accent', live: true };
  }
  if (one.state === 'confirmed' && one.call_status === 'active') return { text: t.appointments.call.active, tone: 'good', live: true };
  if (one.state === 'pending') {
    return one.asked_by === role
      ? { text: t.appointments.waitsFor(name), tone: 'info', live: false }
      : { text: t.appointments.yourTurn, tone: 'warn', live: false };
  }
  const tones = { confirmed: 'good', rescheduled: 'quiet', cancelled: 'bad', completed: 'quiet', no_show: 'warn' } as const;
  return { text: t.appointments.state[one.state], tone: tones[one.state], live: false };
}

/** Whether it is still to come, or runs. */
export function isAhead(one: Appointment, now: number): boolean {
  return (one.state === 'pending' || one.state === 'confirmed') && now < one.ends_at;
}
