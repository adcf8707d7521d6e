// Fixtures of chats: in the practice room, in the waiting room, and beside a call.

import type { ChatLine, ChatLineState, ChatView, FileLine, ViewState } from '../src/generated/types';
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

const diary: FileLine = {
  id: '0199f11e-0000-7000-8000-000000000001',
  name: 'Blood-pressure-diary-of-the-last-four-weeks-morning-and-evening.pdf',
  media_type: 'application/pdf',
  bytes: 482_113,
  picture: false,
  presence: { name: 'away' },
  saving: { name: 'idle' },
};
const arm: FileLine = { ...diary, name: 'arm.png', media_type: 'image/png', bytes: 1_843_200, picture: true, presence: { name: 'here' } };
const withFile = (key: string, own: boolean, file: FileLine, state: ChatLineState, text = ''): ChatLine => ({
  ...line(key, own, 4, text, state),
  file,
});
const leaving = (name: string): FileLine => ({ ...diary, id: null, name, media_type: '' });

/** Files on their way in. */
const received: ChatLine[] = [
  withFile('61', false, { ...arm, id: '0199f11e-0000-7000-8000-000000000002' }, read, 'This is how it looks today.'),
  withFile('62', false, { ...arm, name: 'back.webp', presence: { name: 'coming' } }, read),
  withFile(
    '63',
    false,
    { ...arm, name: 'leg.jpg', presence: { name: 'failed', problem: { kind: 'unreachable', fault: 'no_answer' } } },
    read,
  ),
  withFile('64', false, diary, read),
  withFile('65', false, { ...diary, saving: { name: 'saving' } }, read),
  withFile('66', false, { ...diary, saving: { name: 'saved', as: 'Blood-pressure-diary (2).pdf' } }, read),
  withFile('67', false, { ...diary, saving: { name: 'failed', why: 'not_written' } }, read),
  withFile('68', false, { ...arm, id: '0199f11e-0000-7000-8000-000000000008', name: 'panorama.png' }, read),
];

/** Files on their way out. */
const given: ChatLine[] = [
  withFile('71', true, { ...arm, id: '0199f11e-0000-7000-8000-000000000003' }, { name: 'read' }),
  withFile('72', true, leaving('holiday.mov'), {
    name: 'failed',
    problem: { kind: 'refused', code: 'unsupported_file', fields: [], retry_after_s: null },
  }),
  withFile('73', true, leaving('a-photograph-with-quite-a-long-name-of-my-left-arm.png'), { name: 'uploading', percent: 62 }),
  withFile('74', true, leaving('leg.png'), { name: 'waiting' }),
];

const various: ChatLine[] = [
  line('11', false, 12, 'مرحبا دكتور، ضغط الدم 148/95 هذا الصباح.', read),
  line('12', true, 11, 'Please read:\n\n1. the leaflet\n2. the table on its second page', read),
  line('13', true, 10, 'https://clinic.example/leaflets/hypertension-what-you-can-do-yourself-at-home', read),
  {
    ...line('14', false, 6, '', read),
    file: diary,
  },
  line('15', true, 5, 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz 👍', { name: 'delivered' }),
  ...Array.from({ length: 14 }, (_, index) =>
    line(`2${index}`, index % 3 === 0, 4, index % 2 === 0 ? 'Yes.' : 'No, only at night.', { name: 'sent' }),
  ),
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
  attach: { action: allowed, left: 5, most_bytes: 10_485_760, media_types: ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] },
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
  chat_room_more: inRoom(chat([...various, line('30', false, 1, 'One more.', read)], { partner_name: maria, load_earlier: allowed })),
  chat_room_with_earlier: inRoom(
    chat([...talk(true).slice(0, 2), ...various, line('30', false, 1, 'One more.', read)], { partner_name: maria }),
  ),
  chat_room_unread: inRoom(null),
  chat_waiting: waiting(chat(talk(false))),
  chat_waiting_empty: waiting(chat([])),
  chat_waiting_unsent: waiting(chat(unsent), 0, { link: { state: 'reconnecting', retry_at: NOW + 3000, fault: null } }),
  chat_waiting_files: waiting(chat(received)),
  chat_waiting_sending: waiting(chat(given, { attach: { ...chat([]).attach, left: 3 } })),
  chat_waiting_many: waiting(chat(given, { attach: { ...chat([]).attach, action: refused('files_wait'), left: 0 } })),
  chat_waiting_closed: waiting(chat(talk(false), { write: refused('chat_closed') })),
  chat_call: talking(chat(talk(false)), 0),
  chat_call_unread: talking(null, 3),
};
