// The English words for the own threads.

import type { CallKind } from '../../generated/types';
import { upTo99 } from '../numbers';

export const messagesEn = {
  messages: {
    title: 'Messages',
    lead: 'What you and the other one wrote, before, during and after a visit.',
    list: 'Conversations',
    kind: { queue: 'Consultation', appointment: 'Appointment', direct: 'Call' } satisfies Record<CallKind, string>,
    unread: (n: number) => `${upTo99(n)} unread`,
    own: (text: string) => `You: ${text}`,
    file: (name: string) => `File: ${name}`,
    until: (day: string) => `Open until ${day}`,
    closed: 'Closed',
    back: 'All messages',
    choose: 'Choose a conversation',
    chooseText: 'You can read all of them, and answer in those that are open.',
    empty: 'Nothing was written yet.',
    emptyTitle: 'No messages yet',
    emptyText: 'They begin with a visit: from then on you and the other one can write to each other here.',
    navUnread: (name: string, n: number) => `${name}, ${upTo99(n)} unread`,
  },
};

export type MessageTexts = typeof messagesEn;
