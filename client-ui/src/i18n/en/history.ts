// The English words for past visits and calls.

import type { CallKind } from '../../generated/types';

export const historyEn = {
  history: {
    title: 'Visits and calls',
    lead: 'What took place, and what came to nothing.',
    tabs: 'Messages and past visits',
    kind: { queue: 'Consultation', appointment: 'Appointment', direct: 'Call' } satisfies Record<CallKind, string>,
    talked: (duration: string) => `Talked ${duration}`,
    minutes: (n: number) => (n < 1 ? 'less than a minute' : `${n} min`),
    thread: 'Messages',
    threadNamed: (name: string, when: string, unread: number) =>
      unread === 0 ? `Messages with ${name}, ${when}` : `Messages with ${name}, ${when}, ${unread} unread`,
    book: 'Book',
    bookNamed: (name: string) => `Book a time with ${name}`,
    rate: 'Rate',
    rateAnew: 'Change rating',
    rateNamed: (name: string, when: string) => `Rate: ${name}, ${when}`,
    rateAnewNamed: (name: string, when: string) => `Change rating: ${name}, ${when}`,
    rateTitle: 'Your rating',
    rated: (stars: string) => `You gave ${stars}.`,
    ratings: 'What your patients say',
    ratingsFew: (count: number, from: number) =>
      `${count === 1 ? '1 rating' : `${count} ratings`} so far. They are shown from ${from} on, so that nobody can be known by theirs.`,
    mean: (mean: string, count: number) => `${mean} of 5 stars, from ${count} ratings`,
    commentsLead: 'What was written, without names',
    noComments: 'Nobody has written anything with a rating yet.',
    emptyTitle: 'No visits and calls yet',
    empty: 'Here you find them afterwards, with all that you wrote to each other.',
  },
};

export type HistoryTexts = typeof historyEn;
