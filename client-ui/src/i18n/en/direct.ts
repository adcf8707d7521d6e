// The English words for calls without an appointment.

export const directEn = {
  direct: {
    card: (name: string) => `${name} is calling you`,
    announce: (name: string, reason: string) => (reason === '' ? `${name} is calling you` : `${name} is calling you: ${reason}`),
    noReason: 'No reason given',
    waits: 'Waiting',
    accept: 'Accept',
    decline: 'Decline',
    /** The key that leads to the card. */
    keyHint: 'F6 leads here',
    more: 'Decline with a message',
    replies: ['I am with a patient. Please try again later.', 'Please book a time.', 'I will call you back today.'],
    own: 'Your own words',
    send: 'Decline and send',
    calling: (name: string) => `Calling ${name}`,
    callingText: 'Their device should be ringing.',
    cancel: 'Cancel call',
    says: (name: string) => `${name} says`,
    again: 'Call again',
    back: 'Call back',
    backNamed: (name: string) => `Call back: ${name}`,
    againNamed: (name: string) => `Call again: ${name}`,
    book: 'Book a time instead',
    declined: 'You can book a time, or try again later.',
    missed: 'You can book a time, or call again.',
    missedNotice: (name: string) => `${name} called you and was not answered.`,
    reason: 'What is it about?',
    reasonHint: 'Only the doctor reads it, before answering.',
    reasonPlaceholder: 'For example: the rash is back',
    call: 'Call',
    callNamed: (name: string) => `Call ${name}`,
    callTitle: (name: string) => `Call ${name}?`,
    callNow: 'Call now',
    accepts: 'Take direct calls',
    acceptsHint: 'While you are online and in no other call, patients may ring you without an appointment.',
    acceptsTitle: 'Direct calls',
    youAreBusy: 'You are in another call.',
  },
};

export type DirectTexts = typeof directEn;
