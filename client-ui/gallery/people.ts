// The practice that the fixtures tell of. Nobody in it exists.

import { desk } from './devices';
import type {
  Action,
  CallBack,
  CallStage,
  CallView,
  DeviceTest,
  EntryState,
  Inbox,
  InboxLine,
  Me,
  NotesView,
  NotificationAbout,
  NotificationChoice,
  Presence,
  QueueRow,
  Schedule,
  Screen,
  ViewState,
  WhyNot,
} from '../src/generated/types';

/** The moment of every fixture, server time: 17 November 2026, 9:24 in Vienna. */
export const NOW = Date.parse('2026-11-17T08:24:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const allowed: Action = { state: 'allowed' };
export const busy: Action = { state: 'busy' };
export const refused = (why: WhyNot): Action => ({ state: 'refused', why });
export const quietForm = { busy: false, problem: null, accepted: 0 };

export const doctor: Me = {
  user_id: '0199-doctor',
  role: 'doctor',
  name: 'Dr. Ana Weber',
  email: 'doctor@clinic.com',
  time_zone: 'Europe/Vienna',
  approved: true,
};
export const patient: Me = { ...doctor, user_id: '0199-maria', role: 'patient', name: 'Maria Keller', email: 'maria@email.com' };

export const morning: Schedule = {
  id: '0199-morning',
  doctor_id: doctor.user_id,
  doctor_name: doctor.name,
  specialty: 'General practice',
  title: 'Morning consultation',
  description: 'For anything new, and for prescriptions. Please have your medicines at hand.',
  status: 'online',
  starts_at: NOW - 24 * MINUTE,
  ends_at: NOW + 3 * HOUR - 24 * MINUTE,
  time_zone: 'Europe/Vienna',
  capacity: 20,
  waiting: 4,
  version: 7,
};
export const evening: Schedule = {
  ...morning,
  id: '0199-evening',
  title: 'Evening consultation',
  description: 'After work, for those who cannot come in the morning.',
  status: 'upcoming',
  starts_at: NOW + 9 * HOUR,
  ends_at: NOW + 11 * HOUR,
  waiting: 1,
};
export const skin: Schedule = {
  ...evening,
  id: '0199-skin',
  title: 'Skin check',
  description: 'Show us what worries you.',
  doctor_name: 'Dr. Jonas Lindqvist',
  specialty: 'Dermatology',
  starts_at: NOW + DAY,
  ends_at: NOW + DAY + 2 * HOUR,
  waiting: 0,
};
export const yesterday: Schedule = {
  ...morning,
  id: '0199-yesterday',
  title: 'Follow-up round',
  description: '',
  status: 'completed',
  starts_at: NOW - DAY,
  ends_at: NOW - DAY + 2 * HOUR,
  waiting: 0,
};

const untested = { verdict: 'untested', reason: null } as const;
const works = { verdict: 'good', reason: null } as const;
const passed: DeviceTest = { camera: works, microphone: works, speaker: works, network: works, ring: untested };
const flawed: DeviceTest = {
  ...passed,
  camera: { verdict: 'failed', reason: 'missing' },
  network: { verdict: 'weak', reason: 'slow' },
};
const begun: DeviceTest = { ...passed, speaker: untested, network: untested };

interface Line {
  id: string;
  name: string;
  age: number | null;
  reason: string;
  state: EntryState;
  position: number | null;
  minutes: number;
  presence?: Presence;
  invite?: Action;
  test?: DeviceTest;
  unread?: number;
}

export function row(line: Line): QueueRow {
  const settled = line.position === null;
  return {
    entry: {
      entry_id: `entry-${line.id}`,
      patient_id: line.id,
      name: line.name,
      age: line.age,
      reason: line.reason,
      position: line.position,
      state: line.state,
      joined_at: NOW - line.minutes * MINUTE,
      presence: line.presence ?? 'present',
      device_test: line.test ?? null,
      call_id: null,
      receipt: null,
      unread: line.unread ?? 0,
      device_test_lacking: !settled && line.test !== undefined && line.test !== passed,
    },
    chat: { encounter_id: `entry-${line.id}`, unread: line.unread ?? 0 },
    invite: line.invite ?? (settled ? refused('settled') : line.state === 'ready' ? allowed : refused('patient_not_ready')),
    reset: settled ? allowed : refused('not_settled'),
    remove: settled ? refused('settled') : allowed,
    no_show: settled ? refused('settled') : allowed,
    earlier: settled || line.position === 1 ? refused('at_the_end') : allowed,
    later: settled ? refused('at_the_end') : allowed,
  };
}

export const queue: QueueRow[] = [
  row({
    id: '0199-maria',
    name: 'Maria Keller',
    age: 42,
    reason: 'A cough since Monday, worse at night',
    state: 'ready',
    position: 1,
    minutes: 18,
    test: passed,
  }),
  row({
    id: '0199-john',
    name: 'John Doe',
    age: 67,
    reason: 'New prescription for blood pressure',
    state: 'waiting',
    position: 2,
    minutes: 12,
    presence: 'away',
    test: begun,
  }),
  row({ id: '0199-aylin', name: 'Aylin Demir', age: 29, reason: '', state: 'ready', position: 3, minutes: 7, test: flawed }),
  row({
    id: '0199-peter',
    name: 'Peter Alexander van der Hoogenband',
    age: null,
    reason: 'Headache, light hurts',
    state: 'waiting',
    position: 4,
    minutes: 2,
    presence: 'gone',
  }),
];
export const settledRows: QueueRow[] = [
  row({ id: '0199-eva', name: 'Eva Novak', age: 35, reason: 'Back pain', state: 'done', position: null, minutes: 40 }),
  row({
    id: '0199-tom',
    name: 'Tom Okafor',
    age: 51,
    reason: 'Results of the blood test',
    state: 'left',
    position: null,
    minutes: 33,
    presence: 'gone',
  }),
];

const callBackOf = (about: NotificationAbout): CallBack | null =>
  about.kind === 'missed_call' ? { by: 'call_again', doctor_id: doctor.user_id, action: allowed } : null;

const told = (number: number, about: NotificationAbout, minutes: number, read = true): InboxLine => ({
  notification: { number, about, created_at: NOW - minutes * MINUTE, read_at: read ? NOW - MINUTE : null },
  call_back: callBackOf(about),
  session_title: about.kind === 'removed_from_queue' ? 'Evening consultation' : null,
});
export const missedCall = told(
  7,
  {
    kind: 'missed_call',
    call_id: '0199-call',
    other_name: 'Dr. Jonas Lindqvist',
    other_id: doctor.user_id,
    call_kind: 'direct',
    outgoing: true,
  },
  3,
  false,
);
export const removed = told(6, { kind: 'removed_from_queue', schedule_id: '0199-evening' }, 14, false);
export const started = told(5, { kind: 'session_started', schedule_id: '0199-morning', title: 'Morning consultation' }, 24);
export const ended = told(4, { kind: 'session_ended', schedule_id: '0199-yesterday', title: 'Follow-up round' }, 22 * 60);
export const inboxOf = (lines: InboxLine[], unread: number): Inbox => ({ unread, lines: { state: 'loaded', value: lines } });

const choices: NotificationChoice[] = [
  { kind: 'missed_call', in_app: true, os: true, mail: null },
  { kind: 'new_message', in_app: true, os: false, mail: null },
  { kind: 'appointment_reminder', in_app: true, os: true, mail: true },
  { kind: 'appointment_changed', in_app: false, os: false, mail: false },
  { kind: 'waiting_room', in_app: true, os: true, mail: null },
];

/** A view with everything quiet; each fixture says only what it is about. */
export function view(screen: Screen, more: Partial<ViewState> = {}): ViewState {
  const signedOut = screen.name === 'opening' || screen.name === 'sign_in' || screen.name === 'register';
  return {
    clock_offset_ms: 0,
    server_url: 'https://clinic.example',
    refused_address: null,
    link: signedOut ? { state: 'signed_out' } : { state: 'online' },
    me: signedOut ? null : doctor,
    screen,
    call: null,
    chat: null,
    notices: [],
    inbox: signedOut ? null : inboxOf([missedCall, started, ended], 1),
    bridge: null,
    synthetic_media: false,
    language: { chosen: null, spoken: 'en' },
    devices: desk(),
    notification_choices: signedOut ? null : { state: 'loaded', value: choices },
    ...more,
  };
}

/** A doctor's notes beside a call. */
function sheet(more: Partial<NotesView> = {}): NotesView {
  return {
    encounter_id: 'entry-0199-maria',
    text: {
      state: 'loaded',
      value: 'Dry cough since Monday, worse at night. No fever, no pain.\n\nPlan: rest, honey, call again if fever.',
    },
    revision: 1,
    state: { name: 'saved', at: NOW - 20_000 },
    ...more,
  };
}

export function call(stage: CallStage, more: Partial<CallView> = {}): CallView {
  const no = refused('not_ringing');
  return {
    call_id: '0199-call',
    kind: 'queue',
    outgoing: false,
    other_name: doctor.name,
    stage,
    accept: stage.name === 'ringing' ? allowed : no,
    decline: stage.name === 'ringing' ? allowed : no,
    cancel: stage.name === 'ringing' ? allowed : no,
    end: allowed,
    microphone_on: true,
    camera_on: true,
    other_microphone_on: true,
    other_camera_on: true,
    device_trouble: null,
    chat: { encounter_id: 'entry-0199-maria', unread: 0 },
    notes: more.outgoing && stage.name !== 'ringing' ? sheet() : null,
    direct: null,
    quality: { grade: 'good', cause: null },
    appointment_id: null,
    loud: stage.name === 'ringing',
    ring_again: no,
    rating: null,
    follow_up: null,
    next_patient: null,
    ...more,
  };
}
