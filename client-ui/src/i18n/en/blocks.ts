// The English words for patients whom a doctor blocks.

export const blocksEn = {
  blocks: {
    title: 'Blocked patients',
    empty: 'You have blocked nobody. You find “Block” beside a patient in a queue and in an appointment.',
    block: 'Block',
    blockNamed: (name: string) => `Block ${name}`,
    blocked: 'Blocked',
    since: (day: string) => `since ${day}`,
    lift: 'Unblock',
    liftNamed: (name: string) => `Unblock ${name}`,
    askTitle: (name: string) => `Block ${name}?`,
    effects: [
      'They can’t book you, wait for you, call you or write to you any more.',
      'A place in your queue and requests you have not answered end at once. What you agreed on stays; cancel it yourself.',
      'They read only that you can’t take a booking online, and to call the clinic.',
    ],
    undo: 'You can undo this at any time, here or in your profile.',
    confirm: 'Block',
  },
};

export type BlocksTexts = typeof blocksEn;
