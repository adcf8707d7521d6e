// Fixtures of every screen below a call.

import { bareDesk, checks, desk } from './devices';
import type { FieldProblem, FormState, OwnPlace, PracticeRoom, Profile, Screen, ViewState, WaitingRoom } from '../src/generated/types';
import {
  allowed,
  ended,
  evening,
  inboxOf,
  missedCall,
  MINUTE,
  morning,
  NOW,
  patient,
  queue,
  quietForm,
  refused,
  removed,
  settledRows,
  skin,
  started,
  view,
  yesterday,
} from './people';

const wrong: FormState = {
  busy: false,
  accepted: 0,
  problem: { kind: 'refused', code: 'wrong_credentials', fields: [], retry_after_s: null },
};
const refusedFields = (fields: FieldProblem[]): FormState => ({
  ...quietForm,
  problem: { kind: 'refused', code: 'invalid', retry_after_s: null, fields },
});
const nameWrong = refusedFields([
  { field: 'name', code: 'required' },
  { field: 'date_of_birth', code: 'out_of_range' },
  { field: 'time_zone', code: 'malformed' },
]);
const passwordShort = refusedFields([{ field: 'new_password', code: 'too_short' }]);
const aboutDoctor: Profile = {
  role: 'doctor',
  name: 'Dr. Ana Weber',
  specialty: 'General practice',
  languages: ['de', 'en', 'sl'],
  bio: 'Twenty years in the valley. For everything that is new, and for what will not go away.',
  licence_number: 'AT-2047-118',
  time_zone: 'Europe/Vienna',
  accepts_direct_calls: true,
};
const aboutPatient: Profile = {
  role: 'patient',
  name: 'Maria Keller',
  date_of_birth: '1984-05-02',
  phone: '+43 660 1234567',
  address: '',
  languages: ['de'],
  time_zone: 'Europe/Vienna',
  emergency_contact: 'Jonas Keller, +43 660 7654321',
};
const profile = (value: Profile) => ({
  name: 'profile' as const,
  profile: { state: 'loaded' as const, value },
  form: quietForm,
  password: quietForm,
});

type DoctorHome = Extract<Screen, { name: 'doctor_home' }>;
export const doctorHome = (more: Partial<DoctorHome> = {}): DoctorHome => ({
  name: 'doctor_home',
  schedules: { state: 'loaded', value: [morning, evening, { ...skin, doctor_name: morning.doctor_name }, yesterday] },
  new_schedule: quietForm,
  waiting_rooms: [{ schedule_id: morning.id, title: morning.title, waiting: 2, ready: 2, in_call: 0, present: 3 }],
  plans: [
    { schedule_id: evening.id, change: allowed, delete: refused('somebody_waits') },
    { schedule_id: skin.id, change: allowed, delete: allowed },
  ],
  change_schedule: { schedule_id: null, form: quietForm },
  ...more,
});

const room: PracticeRoom = {
  schedule: morning,
  queue: { state: 'loaded', value: [...queue, ...settledRows] },
  start: refused('session_not_started'),
  end: allowed,
  invite_next: allowed,
  next_patient_id: '0199-maria',
};
export const practiceRoom = (more: Partial<PracticeRoom> = {}) => ({ name: 'practice_room' as const, ...room, ...more });

const place: OwnPlace = {
  entry_id: 'entry-maria',
  state: 'waiting',
  position: 2,
  waiting: 4,
  joined_at: NOW - 18 * MINUTE,
  reason: 'A cough since Monday, worse at night',
  device_test: null,
  unread: 0,
  expected: { earliest: NOW + 8 * MINUTE, latest: NOW + 26 * MINUTE },
  device_test_policy: 'ignore',
  device_test_passed: false,
};
const waiting: WaitingRoom = {
  schedule: morning,
  place: { state: 'loaded', value: place },
  waiting: 4,
  join: refused('not_settled'),
  join_form: quietForm,
  leave: allowed,
  set_ready: allowed,
  chat: { encounter_id: 'entry-0199-maria', unread: 0 },
};
export const waitingRoom = (more: Partial<WaitingRoom> = {}, own: Partial<OwnPlace> | null = {}) => ({
  name: 'waiting_room' as const,
  ...waiting,
  place: { state: 'loaded' as const, value: own ? { ...place, expected: own.position === null ? null : place.expected, ...own } : null },
  ...more,
});
const notJoined = { chat: null, join: allowed, leave: refused('settled'), set_ready: refused('settled') } as const;

export const screens: Record<string, ViewState> = {
  sign_in: view({ name: 'sign_in', ...quietForm }),
  register: view({ name: 'register', ...quietForm }),

  doctor_home: view(doctorHome()),
  doctor_home_uncounted: view(doctorHome({ waiting_rooms: [] })),
  doctor_home_empty: view(doctorHome({ schedules: { state: 'loaded', value: [] }, plans: [] })),
  doctor_home_deletable: view(
    doctorHome({ schedules: { state: 'loaded', value: [skin] }, plans: [{ schedule_id: skin.id, change: allowed, delete: allowed }] }),
  ),
  doctor_home_changed: view(doctorHome({ change_schedule: { schedule_id: evening.id, form: { ...quietForm, accepted: 1 } } })),
  doctor_home_change_refused: view(
    doctorHome({
      change_schedule: {
        schedule_id: evening.id,
        form: {
          ...quietForm,
          problem: { kind: 'refused', code: 'invalid', fields: [{ field: 'ends_at', code: 'out_of_range' }], retry_after_s: null },
        },
      },
    }),
  ),
  doctor_home_offline: view(
    doctorHome({ plans: [evening, skin].map(({ id }) => ({ schedule_id: id, change: refused('offline'), delete: refused('offline') })) }),
    { link: { state: 'reconnecting', retry_at: NOW + 3000, fault: null } },
  ),

  profile: view(profile(aboutPatient), { me: patient }),
  profile_doctor: view(profile(aboutDoctor)),
  profile_saved: view({ ...profile(aboutDoctor), form: { ...quietForm, accepted: 1 }, password: { ...quietForm, accepted: 1 } }),
  profile_fields: view({ ...profile(aboutPatient), form: nameWrong, password: passwordShort }, { me: patient }),
  profile_wrong_password: view({ ...profile(aboutPatient), password: wrong }, { me: patient }),

  practice_room: view(practiceRoom()),
  practice_room_upcoming: view(
    practiceRoom({
      schedule: evening,
      queue: { state: 'loaded', value: queue.slice(1, 2) },
      start: allowed,
      invite_next: refused('session_not_started'),
      next_patient_id: null,
    }),
  ),
  practice_room_untested: view(
    practiceRoom({
      queue: { state: 'loaded', value: queue.map((line) => ({ ...line, entry: { ...line.entry, device_test: null } })) },
    }),
  ),

  patient_home: view({ name: 'patient_home', schedules: { state: 'loaded', value: [morning, evening, skin, yesterday] } }, { me: patient }),
  patient_home_checking: view(
    { name: 'patient_home', schedules: { state: 'loaded', value: [] } },
    { me: patient, devices: checks['heard'] ?? bareDesk },
  ),
  waiting_room_join: view(waitingRoom(notJoined, null), { me: patient }),
  waiting_room_waiting: view(waitingRoom(), { me: patient }),
  waiting_room_ready: view(waitingRoom({}, { state: 'ready', position: 1 }), { me: patient }),
  waiting_room_done: view(waitingRoom({ ...notJoined, join: allowed }, { state: 'done', position: null }), { me: patient }),

  ...Object.fromEntries(
    Object.entries(checks).map(([name, devices]) => [`device_check_${name}`, view(waitingRoom(), { me: patient, devices })]),
  ),
  device_check_offline: view(waitingRoom({ set_ready: refused('offline'), leave: refused('offline') }), {
    me: patient,
    devices: checks['heard'] ?? bareDesk,
    link: { state: 'reconnecting', retry_at: NOW + 12_000, fault: null },
  }),

  settings: view({ name: 'patient_home', schedules: { state: 'loaded', value: [] } }, { me: patient }),
  settings_doctor: view(doctorHome(), { devices: bareDesk }),
  settings_ring_patient: view(
    { name: 'patient_home', schedules: { state: 'loaded', value: [] } },
    { me: patient, devices: desk({ speaker: 'asking' }) },
  ),
  settings_signed_out: view({ name: 'sign_in', ...quietForm }),

  inbox: view(waitingRoom(), { me: patient, inbox: inboxOf([missedCall, removed, started, ended], 2) }),
  inbox_read: view(waitingRoom(), {
    me: patient,
    inbox: inboxOf(
      [missedCall, removed, started, ended].map((line) => ({ ...line, notification: { ...line.notification, read_at: NOW } })),
      0,
    ),
  }),
  inbox_empty: view(waitingRoom(), { me: patient, inbox: inboxOf([], 0) }),
  inbox_loading: view(waitingRoom(), { me: patient, inbox: { unread: 0, lines: { state: 'loading' } } }),
  inbox_failed: view(waitingRoom(), {
    me: patient,
    inbox: { unread: 0, lines: { state: 'failed', problem: { kind: 'unreachable', fault: 'no_answer' } } },
  }),

  reconnecting: view(waitingRoom({ set_ready: refused('offline'), leave: refused('offline') }), {
    me: patient,
    link: { state: 'reconnecting', retry_at: NOW + 12_000, fault: 'no_network' },
  }),
};
