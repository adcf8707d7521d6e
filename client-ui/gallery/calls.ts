// Fixtures of every stage of a call, from both sides.

import type {
  CallView,
  Cause,
  DirectView,
  InboxLine,
  Outcome,
  Quality,
  QualityCause,
  RatingView,
  RingReceipt,
  ViewState,
} from '../src/generated/types';
import { desk, seen } from './devices';
import { allowed, call, doctor, HOUR, inboxOf, MINUTE, NOW, patient, queue, quietForm, refused, view } from './people';
import { doctorHome, practiceRoom, waitingRoom } from './screens';

const maria = 'Maria Keller';
const inQueue = (more: CallView) => view(waitingRoom({}, { state: 'invited', position: 1 }), { me: patient, call: more });
const inRoom = (more: CallView) => view(practiceRoom(), { call: { ...more, outgoing: true, other_name: maria } });

const ringing = (receipt: RingReceipt) => call({ name: 'ringing', until: NOW + 22_000, receipt });
const invited = queue.map((line, index) => ({
  ...line,
  entry: index === 0 ? { ...line.entry, state: 'invited' as const } : line.entry,
  invite: refused('in_call'),
}));
const ringingRoom = (receipt: RingReceipt) =>
  view(practiceRoom({ queue: { state: 'loaded', value: invited }, invite_next: refused('in_call') }), {
    call: { ...ringing(receipt), outgoing: true, other_name: maria },
  });

const since = NOW - 4 * MINUTE - 7000;

const completed = (more: Partial<CallView>) =>
  call({ name: 'ended', outcome: 'completed', cause: null, by_me: false, talked_ms: 754_000 }, more);
const rated = (more: Partial<RatingView>) =>
  inQueue(completed({ rating: { form: quietForm, given: null, longest: 1000, ...more }, follow_up: 'doctor-0199' }));

const news: ViewState['notices'] = [
  { id: 1, text: { kind: 'session_started', title: 'Morning consultation' } },
  { id: 2, text: { kind: 'cannot_ring' } },
];

const ofQuality = (quality: Quality) => inQueue(call({ name: 'active', since }, { quality }));
const causes: QualityCause[] = ['no_path', 'bandwidth', 'loss', 'delay', 'relay', 'machine'];

const direct = (more: Partial<DirectView> = {}): DirectView => ({
  card: false,
  reason: 'The rash is back',
  placed_at: NOW - 8000,
  decline_message: '',
  fallback: null,
  ...more,
});
const atHome = (more: CallView) =>
  view({ name: 'patient_home', schedules: { state: 'loaded', value: [] } }, { me: patient, call: { ...more, kind: 'direct' } });
const fallback = { doctor_id: doctor.user_id, call_again: allowed, book: allowed };
const inVain = (outcome: Outcome, cause: Cause, decline_message: string) =>
  atHome({
    ...call({ name: 'ended', outcome, cause, by_me: false, talked_ms: null }),
    outgoing: true,
    direct: direct({ decline_message, fallback }),
  });
const missedByDoctor: InboxLine = {
  notification: {
    number: 9,
    about: {
      kind: 'missed_call',
      call_id: '0199-call',
      other_name: maria,
      other_id: patient.user_id,
      call_kind: 'direct',
      outgoing: false,
    },
    created_at: NOW - 2 * MINUTE,
    read_at: null,
  },
  session_title: null,
  call_back: { by: 'call_back', call_id: '0199-call', action: allowed },
};

export const calls: Record<string, ViewState> = {
  practice_room_ringing: ringingRoom({ stage: 'sounding', stall: null }),
  outgoing_elsewhere: view(doctorHome({ schedules: { state: 'loaded', value: [] }, plans: [] }), {
    call: { ...ringing({ stage: 'reached', stall: 'muted' }), outgoing: true, other_name: maria },
  }),
  invitation: inQueue(ringing({ stage: 'seen', stall: null })),
  invitation_checking: { ...inQueue(ringing({ stage: 'seen', stall: null })), devices: desk({ open: true, level: 30 }, seen) },
  invitation_direct: view(practiceRoom(), {
    call: { ...ringing({ stage: 'seen', stall: null }), kind: 'direct', other_name: maria, direct: direct({ card: true }) },
  }),
  direct_declined: inVain('declined', 'person_declined', 'I am with a patient. Please book a time for this afternoon.'),
  direct_missed_bell: view(practiceRoom(), {
    inbox: inboxOf([missedByDoctor], 1),
    notices: [{ id: 8, text: { kind: 'missed_call', name: maria } }],
  }),
  invitation_notices: { ...inQueue(ringing({ stage: 'seen', stall: 'muted' })), notices: news },
  call_notices: { ...inQueue(call({ name: 'active', since })), notices: news },
  call_connecting: inQueue(call({ name: 'connecting', until: NOW + 14_000 })),
  call_active: inQueue(call({ name: 'active', since })),
  call_active_doctor: { ...inRoom(call({ name: 'active', since: NOW - HOUR - 61_000 }, { outgoing: true })), synthetic_media: true },
  ...Object.fromEntries(causes.map((cause) => [`call_weak_${cause}`, ofQuality({ grade: 'weak', cause })])),
  call_bad: ofQuality({ grade: 'bad', cause: 'bandwidth' }),
  call_interrupted: inRoom(call({ name: 'interrupted', since, until: NOW + 25_000 })),
  call_interrupted_offline: {
    ...inQueue(call({ name: 'interrupted', since, until: NOW + 25_000 })),
    link: { state: 'reconnecting', retry_at: NOW + 3000, fault: null },
  },
  ended_completed: inRoom(call({ name: 'ended', outcome: 'completed', cause: null, by_me: true, talked_ms: 754_000 })),
  ended_completed_next: inRoom(completed({ next_patient: allowed })),
  ended_completed_last: inRoom(completed({ next_patient: refused('nobody_ready') })),
  ended_completed_patient: rated({}),
  ended_rating: rated({ form: { ...quietForm, busy: true } }),
  ended_rated: rated({ form: { ...quietForm, accepted: 1 }, given: 4 }),
  ended_rated_unread: inQueue(
    completed({ rating: { form: quietForm, given: 5, longest: 1000 }, chat: { encounter_id: 'entry-0199-maria', unread: 2 } }),
  ),
  ended_rating_failed: rated({ form: { ...quietForm, problem: { kind: 'unreachable', fault: 'no_answer' } } }),
  ended_missed: inRoom(call({ name: 'ended', outcome: 'missed', cause: 'rang_unheard', by_me: false, talked_ms: null })),
  ended_missed_patient: inQueue(call({ name: 'ended', outcome: 'missed', cause: 'reached_silently', by_me: false, talked_ms: null })),
  ended_declined: inRoom(call({ name: 'ended', outcome: 'declined', cause: 'person_declined', by_me: false, talked_ms: null })),
  ended_cancelled: inQueue(call({ name: 'ended', outcome: 'cancelled', cause: 'caller_cancelled', by_me: false, talked_ms: null })),
  ended_never_connected: inRoom(
    call({ name: 'ended', outcome: 'never_connected', cause: 'network_blocked', by_me: false, talked_ms: null }),
  ),
  ended_lost: inQueue(call({ name: 'ended', outcome: 'lost', cause: 'other_side_gone', by_me: false, talked_ms: 65_000 })),
};
