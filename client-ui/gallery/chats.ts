// Fixtures of chats: in the practice room, in the waiting room, and beside a call.

import type { ChatLine } from '../src/generated/ChatLine';
import type { ChatLineState } from '../src/generated/ChatLineState';
import type { ChatView } from '../src/generated/ChatView';
import type { ViewState } from '../src/generated/ViewState';
import { allowed, busy, call, doctor, HOUR, MINUTE, NOW, patient, queue, refused, settledRows, view } from './people';
import { practiceRoom, waitingRoom } from './screens';

const maria = 'Maria Keller';

const line = (key: string, own: boolean, minutes: number, text: string, state: ChatLineState): ChatLine => ({
  key,
  own,
  text,
  file: null,
  at: NOW - minutes * MINUTE,
  state: own ? state : { name: 'received' },
});
const read: ChatLineState = { name: 'read' };

/** The same talk from either side. */
const talk = (byDoctor: boolean): ChatLine[] => [
  line('1', !byDoctor, 1502, 'Good morning, doctor. I have booked for tomorrow, is that early enough?', read),
  line('2', byDoctor, 1490, 'It is. If the fever rises above 39 °C, call us before.', read),
  line('3', !byDoctor, 9, 'I measured twice today: 148/95 and 151/97.', read),
  line('4', byDoctor, 7, 'Thank you. Did you take the tablets before or after?', { name: 'read' }),
  line('5', byDoctor, 6, 'And please sit for five minutes before you measure again.', { name: 'delivered' }),
  line('6', !byDoctor, 2, 'Before the first one. The last reading, sitting: 144/92.', { name: 'sent' }),
];

const various: ChatLine[] = [
  line('11', false, 12, 'مرحبا دكتور، ضغط الدم 148/95 هذا الصباح.', read),
  line('12', true, 11, 'Please read:\n\n1. the leaflet\n2. the table on its second page', read),
  line('13', true, 10, 'https://clinic.example/leaflets/hypertension-what-you-can-do-yourself-at-home', read),
  {
    ...line('14', false, 6, '', read),
    file: {
      id: '0199-file',
      name: 'Blood-pressure-diary-of-the-last-four-weeks-morning-and-evening.pdf',
      media_type: 'application/pdf',
      bytes: 482_113,
    },
  },
  line('15', true, 5, 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz 👍', { name: 'delivered' }),
  ...Array.from({ length: 14 }, (_, index) => line(`2${index}`, index % 3 === 0, 4, index % 2 === 0 ? 'Yes.' : 'No, only at night.', { name: 'sent' })),
];

const unsent: ChatLine[] = [
  ...talk(false).slice(0, 4),
  line('7', true, 3, 'This one was too much at once.', {
    name: 'failed',
    problem: { kind: 'refused', code: 'too_many_requests', fields: [], retry_after_s: 20 },
  }),
  line('8', true, 1, 'I am in the lift now.', { name: 'sending' }),
  line('9', true, 0, 'Back in a minute!', { name: 'waiting' }),
];

const chat = (lines: ChatLine[], more: Partial<ChatView> = {}): ChatView => ({
  encounter_id: 'entry-0199-maria',
  partner_name: doctor.name,
  lines: { state: 'loaded', value: lines },
  load_earlier: refused('nothing_earlier'),
  write: allowed,
  partner_types: false,
  longest: 4000,
  ...more,
});

const unread = [...queue, ...settledRows].map((row, index) => ({
  ...row,
  chat: { ...row.chat, unread: [0, 3, 128, 0, 1, 0][index] ?? 0 },
}));
const inRoom = (open: ChatView | null, more: Partial<ViewState> = {}) =>
  view(practiceRoom({ queue: { state: 'loaded', value: unread } }), { chat: open, ...more });
const waiting = (open: ChatView | null, count = 0, more: Partial<ViewState> = {}) =>
  view(waitingRoom({ chat: { encounter_id: 'entry-0199-maria', unread: count } }), { me: patient, chat: open, ...more });
const talking = (open: ChatView | null, count: number) =>
  view(waitingRoom({}, { state: 'in_call', position: 1 }), {
    me: patient,
    chat: open,
    call: call({ name: 'active', since: NOW - HOUR }, { chat: { encounter_id: 'entry-0199-maria', unread: count } }),
  });

export const chats: Record<string, ViewState> = {
  chat_room: inRoom(chat(talk(true), { partner_name: maria, partner_types: true })),
  chat_room_various: inRoom(chat(various, { partner_name: maria, load_earlier: allowed })),
  chat_room_earlier: inRoom(chat(various, { partner_name: maria, load_earlier: busy })),
  chat_room_more: inRoom(
    chat([...various, line('30', false, 1, 'One more.', read)], { partner_name: maria, load_earlier: allowed }),
  ),
  chat_room_with_earlier: inRoom(
    chat([...talk(true).slice(0, 2), ...various, line('30', false, 1, 'One more.', read)], { partner_name: maria }),
  ),
  chat_room_empty: inRoom(chat([], { partner_name: maria })),
  chat_room_unread: inRoom(null),
  chat_waiting: waiting(chat(talk(false))),
  chat_waiting_unread: waiting(null, 2),
  chat_waiting_empty: waiting(chat([])),
  chat_waiting_unsent: waiting(chat(unsent), 0, { link: { state: 'reconnecting', retry_at: NOW + 3000 } }),
  chat_waiting_loading: waiting(chat([], { partner_name: null, lines: { state: 'loading' } })),
  chat_waiting_failed: waiting(chat([], { partner_name: null, lines: { state: 'failed', problem: { kind: 'unreachable' } } })),
  chat_waiting_closed: waiting(chat(talk(false), { write: refused('chat_closed') })),
  chat_call: talking(chat(talk(false)), 0),
  chat_call_unread: talking(null, 3),
  chat_call_doctor: view(practiceRoom(), {
    chat: chat(talk(true), { partner_name: maria, partner_types: true }),
    call: call({ name: 'active', since: NOW - HOUR }, { outgoing: true, other_name: maria, other_camera_on: false }),
  }),
};
