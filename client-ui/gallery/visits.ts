// Fixtures of doctors, appointments and hours.

import type {
  Action,
  Appointment,
  AppointmentRow,
  Availability,
  BookingScreen,
  DoctorCard,
  FormState,
  Notification,
  Slot,
  ViewState,
} from '../src/generated/types';
import {
  allowed,
  call,
  DAY,
  doctor,
  evening,
  HOUR,
  inboxOf,
  MINUTE,
  NOW,
  patient,
  quietForm,
  refused,
  skin,
  view,
  yesterday,
} from './people';

const HALF = 30 * MINUTE;
/** 10:00 in Vienna on the day of the fixtures. */
const TEN = NOW + 36 * MINUTE;
/** A patient far away. */
const abroad = { ...patient, time_zone: 'America/New_York' };

const ana: DoctorCard = {
  user_id: doctor.user_id,
  name: doctor.name,
  specialty: 'General practice',
  languages: ['de', 'en', 'sl'],
  bio: 'Twenty years in the valley. For everything that is new, and for what will not go away.',
  accepts_direct_calls: true,
  presence: 'present',
  reachability: 'online',
};
const doctors: DoctorCard[] = [
  ana,
  {
    ...ana,
    user_id: '0199-jonas',
    name: 'Dr. Jonas Lindqvist',
    specialty: 'Dermatology',
    languages: ['en', 'de'],
    bio: '',
    reachability: 'in_another_call',
  },
  {
    ...ana,
    user_id: '0199-long',
    name: 'Univ.-Prof. Dr. Maximiliane von Hohenstein-Oberndorfer-Lichtenberg',
    specialty: 'Internal medicine, cardiology, angiology and preventive sports medicine',
    languages: ['de', 'en', 'fr', 'it', 'es', 'pt'],
    bio: 'Heart, vessels and what keeps them well. Please have your blood pressure diary and the names of all your medicines at hand, and tell me about earlier examinations, so that we need not repeat them. I also advise on travel at high altitude.',
    reachability: 'away',
  },
  {
    ...ana,
    user_id: '0199-amir',
    name: 'Dr. Amir Haddad',
    specialty: '',
    languages: ['ar', 'en'],
    bio: '',
    reachability: 'offline',
    presence: 'gone',
  },
];
const whyNot = (card: DoctorCard): Action => {
  if (!card.accepts_direct_calls) return refused('no_direct_calls');
  const why = { online: null, in_another_call: 'doctor_busy', away: 'doctor_away', offline: 'doctor_offline' } as const;
  const found = why[card.reachability];
  return found === null ? allowed : refused(found);
};
const rowOf = (card: DoctorCard) => ({ doctor: card, book: allowed, call: whyNot(card) });

interface Told extends Partial<Appointment> {
  id: string;
  starts_at: number;
}

export function appointment(told: Told): Appointment {
  return {
    version: 2,
    doctor_id: doctor.user_id,
    doctor_name: doctor.name,
    patient_id: patient.user_id,
    patient_name: patient.name,
    state: 'confirmed',
    ends_at: told.starts_at + HALF,
    asked_by: 'patient',
    reason: '',
    rescheduled_from: null,
    rescheduled_to: null,
    cancelled_by: null,
    cancel_reason: '',
    absent: null,
    call_status: 'inactive',
    opens_at: told.starts_at - 10 * MINUTE,
    closes_at: told.starts_at + HALF,
    doctor_time_zone: 'Europe/Vienna',
    patient_time_zone: 'Europe/Vienna',
    device_test: null,
    ...told,
  };
}

export function rowFor(role: 'doctor' | 'patient', one: Appointment, more: Partial<AppointmentRow> = {}): AppointmentRow {
  const ahead = (one.state === 'pending' || one.state === 'confirmed') && NOW < one.ends_at;
  const over = refused('appointment_over');
  const answer = one.state !== 'pending' ? refused('answered') : one.asked_by === role ? refused('others_turn') : allowed;
  const start = one.state === 'pending' ? refused('not_confirmed') : !ahead ? over : NOW < one.opens_at ? refused('too_early') : allowed;
  return {
    appointment: one,
    confirm: answer,
    decline: answer,
    cancel: ahead ? allowed : over,
    move_to: ahead ? allowed : over,
    start,
    ...more,
  };
}

const now = appointment({ id: '0199-now', starts_at: NOW + 6 * MINUTE, reason: 'Results of the blood test' });
const soon = appointment({ id: '0199-soon', starts_at: TEN, reason: 'A cough since Monday, worse at night' });
const asked = appointment({
  id: '0199-asked',
  starts_at: NOW + DAY + 9 * HOUR,
  state: 'pending',
  reason: 'After work, if at all possible',
});
const skinCheck = appointment({
  id: '0199-skin-visit',
  starts_at: NOW + 3 * DAY + 2 * HOUR,
  doctor_id: '0199-jonas',
  doctor_name: 'Dr. Jonas Lindqvist',
  reason: 'A mole on the back',
});
const past: Appointment[] = [
  appointment({ id: '0199-p1', starts_at: NOW - 6 * DAY, state: 'completed', call_status: 'ended', reason: 'First visit' }),
  appointment({ id: '0199-p2', starts_at: NOW - 9 * DAY, state: 'cancelled', cancelled_by: 'doctor', cancel_reason: 'I am ill, sorry.' }),
  appointment({ id: '0199-p3', starts_at: NOW - 20 * DAY, state: 'no_show', absent: 'patient' }),
  appointment({ id: '0199-p4', starts_at: NOW - 21 * DAY, state: 'rescheduled', rescheduled_to: '0199-p3' }),
];

const list = (role: 'doctor' | 'patient', appointments: Appointment[], more: Partial<ViewState> = {}): ViewState =>
  view(
    {
      name: 'appointments',
      appointments: {
        state: 'loaded',
        value: [...appointments].sort((one, other) => one.starts_at - other.starts_at).map((one) => rowFor(role, one)),
      },
      schedules: role === 'doctor' ? [evening, skin, yesterday] : [],
      feed: null,
    },
    { me: role === 'doctor' ? doctor : patient, ...more },
  );

/** Who has an appointment with the doctor of the fixtures. */
const names = ['John Doe', 'Aylin Demir', 'Sofia Rossi', 'Peter Novak', 'Liam O’Brien', 'Dr. Maximiliane von Hohenstein-Oberndorfer'];
const at = (day: number, hours: number, minutes = 0) => TEN - HOUR + day * DAY + hours * HOUR + minutes * MINUTE;
const busy: Appointment[] = [
  ...[0, 1, 2, 3, 4, 6, 7, 9, 10, 13, 14, -1, -2, -5].map((day, index) =>
    appointment({
      id: `0199-b${day}`,
      starts_at: at(day, 2 + (index % 4)),
      patient_id: `0199-n${index}`,
      patient_name: names[index % names.length] ?? '',
      state: day < 0 ? 'completed' : 'confirmed',
      reason: index % 2 === 0 ? 'Check-up' : '',
    }),
  ),
  appointment({ id: '0199-b1x', starts_at: at(1, 2, 15), patient_name: 'Marta Kowalska', patient_id: '0199-marta' }),
  appointment({
    id: '0199-b1y',
    starts_at: at(1, 5),
    patient_name: 'Olu Adeyemi',
    patient_id: '0199-olu',
    patient_time_zone: 'Africa/Lagos',
  }),
  appointment({ id: '0199-b1z', starts_at: at(1, 6), patient_name: 'Chen Wei', patient_id: '0199-chen' }),
];
const requests = [
  { ...asked, patient_id: '0199-john', patient_name: 'John Doe' },
  appointment({
    id: '0199-asked-2',
    starts_at: NOW + 2 * DAY + 7 * HOUR,
    state: 'pending',
    patient_id: '0199-far',
    patient_name: 'Dr. Maximiliane von Hohenstein-Oberndorfer-Lichtenberg',
    patient_time_zone: 'America/New_York',
    reason:
      'I am travelling and can only talk in the evening of the place where you are, which is the middle of the day here; any day of this week would do.',
  }),
];

const closeUp = (
  role: 'doctor' | 'patient',
  one: Appointment,
  more: Partial<ViewState> = {},
  acts: Partial<AppointmentRow> = {},
): ViewState =>
  view(
    {
      name: 'appointment',
      appointment_id: one.id,
      row: { state: 'loaded', value: rowFor(role, one, acts) },
      chat: { encounter_id: one.id, unread: 0 },
    },
    { me: role === 'doctor' ? doctor : patient, ...more },
  );

const free: Slot[] = [0, 1, 2, 3, 6, 7, 8]
  .flatMap((day) => [-0.5, 0, 0.5, 2, 2.5, 5, 5.5, 6].map((hours) => at(day, hours)))
  .filter((starts_at) => starts_at > NOW + HOUR && (starts_at - NOW) % (5 * HOUR) > HOUR)
  .map((starts_at) => ({ starts_at, ends_at: starts_at + HALF }));
const booking = (more: Partial<BookingScreen> = {}, of: Partial<ViewState> = {}): ViewState =>
  view(
    {
      name: 'booking',
      doctor_id: ana.user_id,
      doctor: ana,
      moving: null,
      from: NOW,
      to: NOW + 29 * DAY,
      slots: { state: 'loaded', value: free },
      time_zone: 'Europe/Vienna',
      book: allowed,
      form: quietForm,
      ...more,
    },
    { me: patient, ...of },
  );
const taken: FormState = { ...quietForm, problem: { kind: 'refused', code: 'slot_taken', fields: [], retry_after_s: null } };

const workday = (from: number, to: number, breaks: [number, number][] = []) => ({
  starts_minute: from * 60,
  ends_minute: to * 60,
  slot_minutes: 30,
  breaks: breaks.map(([one, other]) => ({ starts_minute: one * 60, ends_minute: other * 60 })),
});
const plan: Availability = {
  time_zone: 'Europe/Vienna',
  lead_times: { notice_minutes: 60, horizon_days: 60 },
  rules: [
    { id: '0199-r1', weekday: 'monday', hours: workday(9, 17, [[12, 13]]) },
    {
      id: '0199-r2',
      weekday: 'tuesday',
      hours: workday(8, 12, [
        [9.5, 10],
        [11, 11.25],
      ]),
    },
    { id: '0199-r3', weekday: 'tuesday', hours: workday(16, 19) },
    { id: '0199-r4', weekday: 'friday', hours: workday(22, 26) },
  ],
  exceptions: [
    { id: '0199-x1', date: '2026-12-08', change: { kind: 'day_off' } },
    { id: '0199-x2', date: '2026-12-12', change: { kind: 'extra_hours', hours: workday(10, 13) } },
  ],
  outside: [appointment({ id: '0199-out', starts_at: at(5, 1), patient_name: 'John Doe' })],
};
const hours = (availability: Availability, forms: { rule?: FormState; exception?: FormState; lead_times?: FormState } = {}): ViewState =>
  view({
    name: 'availability',
    availability: { state: 'loaded', value: availability },
    rule: quietForm,
    exception: quietForm,
    lead_times: quietForm,
    deleting_rules: [],
    deleting_exceptions: [],
    change: allowed,
    ...forms,
  });
const wrongFields = (...fields: string[]): FormState => ({
  ...quietForm,
  problem: { kind: 'refused', code: 'invalid', fields: fields.map((field) => ({ field, code: 'out_of_range' })), retry_after_s: null },
});

const told = (number: number, about: Notification['about']) => ({
  notification: { number, about, created_at: NOW - number * MINUTE, read_at: null },
  session_title: null,
  call_back: null,
});
const news = { appointment_id: soon.id, other_name: doctor.name, starts_at: soon.starts_at };

const waiting = { name: 'ringing', until: now.closes_at, receipt: { stage: 'sounding', stall: null } } as const;
const theirs = (more: object) => call(waiting, { kind: 'appointment', appointment_id: now.id, ...more });

export const visits: Record<string, ViewState> = {
  doctors: view({ name: 'doctors', doctors: { state: 'loaded', value: doctors.map(rowOf) } }, { me: patient }),

  appointments: list('patient', [now, asked, skinCheck, ...past]),
  appointments_abroad: list('patient', [now, asked, skinCheck, ...past], { me: abroad }),
  appointments_feed: view(
    {
      name: 'appointments',
      appointments: { state: 'loaded', value: [] },
      schedules: [],
      feed: { state: 'loaded', value: 'https://clinic.example/api/calendar/Zm9yLW5vYm9keS1lbHNl.ics' },
    },
    { me: patient },
  ),
  appointments_doctor: list('doctor', [now, soon, ...busy, ...requests, ...past]),

  appointment: closeUp('patient', soon, { me: patient }),
  appointment_abroad: closeUp('patient', soon, { me: abroad }),
  appointment_open: closeUp('patient', now),
  appointment_join: closeUp('patient', { ...now, call_status: 'waiting' }),
  appointment_doctor: closeUp('doctor', {
    ...now,
    device_test: {
      camera: { verdict: 'good', reason: null },
      microphone: { verdict: 'good', reason: null },
      speaker: { verdict: 'good', reason: null },
      network: { verdict: 'weak', reason: 'slow' },
      ring: { verdict: 'untested', reason: null },
    },
  }),
  appointment_waiting: closeUp(
    'doctor',
    { ...now, call_status: 'waiting' },
    { call: theirs({ outgoing: true, other_name: patient.name, loud: true, ring_again: refused('still_ringing') }) },
    { start: refused('in_call') },
  ),
  appointment_waiting_quiet: closeUp(
    'doctor',
    { ...now, call_status: 'waiting' },
    { call: theirs({ outgoing: true, other_name: patient.name, loud: false, ring_again: allowed }) },
    { start: refused('in_call') },
  ),
  appointment_ringing: closeUp('patient', { ...now, call_status: 'waiting' }, { call: theirs({ loud: true }) }),
  appointment_join_elsewhere: view(
    { name: 'doctors', doctors: { state: 'loaded', value: doctors.map(rowOf) } },
    { me: patient, call: theirs({ loud: false }) },
  ),

  booking: booking(),
  booking_abroad: booking({}, { me: abroad }),
  booking_taken: booking({ form: taken }),
  booking_later: booking({ slots: { state: 'loaded', value: free.filter((slot) => slot.starts_at > NOW + 7 * DAY) } }),

  availability: hours(plan),
  availability_wrong: hours(plan, { rule: wrongFields('ends_minute', 'slot_minutes', 'breaks'), exception: wrongFields('date') }),

  notices_appointments: list('patient', [now], {
    inbox: inboxOf(
      [
        told(3, { kind: 'appointment_changed', news: 'confirmed', ...news }),
        told(2, { kind: 'appointment_reminder', before: 'hour', ...news }),
      ],
      2,
    ),
    notices: [
      { id: 1, text: { kind: 'appointment', news: 'moved', appointment_id: soon.id, name: doctor.name, starts_at: soon.starts_at } },
      {
        id: 2,
        text: { kind: 'appointment_near', before: 'ten_minutes', appointment_id: now.id, name: doctor.name, starts_at: now.starts_at },
      },
    ],
  }),
};
