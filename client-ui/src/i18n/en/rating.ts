// The English words of what comes after a consultation.

const five = ['Very poor', 'Poor', 'All right', 'Good', 'Very good'] as const;

export const ratingEn = {
  rating: {
    title: 'How was your consultation?',
    lead: 'Your rating helps the clinic. Your doctor reads it without your name, once there are five. You can change it for a week.',
    /** What so many stars mean. */
    meaning: (stars: number): string => five[stars - 1] ?? '',
    stars: (stars: number): string => (stars === 1 ? '1 star' : `${stars} stars`),
    comment: 'What would you like to add?',
    commentHint: 'Please write nothing here that needs an answer; use the chat for that.',
    send: 'Send rating',
    change: 'Change rating',
    keep: 'Leave it as it is',
    thanks: 'Thank you for your rating',
    given: (stars: string, meaning: string) => `You gave ${stars}: ${meaning}.`,
  },

  afterCall: {
    toSession: 'Back to the session',
    toQueue: 'Back to the queue',
    left: (name: string, n: number) => (n === 1 ? `${name} left you a message.` : `${name} left you ${n} messages.`),
    nothingLeft: (name: string) => `You can write to each other for a week: what ${name} sends you is under Messages.`,
    chat: (name: string) => `Write to ${name}`,
    chatUnread: (name: string, unread: number) => `Write to ${name}, ${unread} unread`,
    book: 'Book another time',
    bookNamed: (name: string) => `Book another time with ${name}`,
    home: 'Other sessions',
    next: 'Invite the next patient',
    nextInTurn: 'Next in turn, and ready',
  },
};

export type RatingTexts = typeof ratingEn;
