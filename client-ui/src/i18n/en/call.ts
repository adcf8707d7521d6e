// The English words around a call: the notes beside it, and how far a ring got.

import type { RingStage } from '../../generated/RingStage';
import type { RingStall } from '../../generated/RingStall';

export const callEn = {
  notes: {
    title: 'Notes',
    about: (name: string) => `Notes about ${name}`,
    placeholder: 'What you hear, see and agree on. Only you read this.',
    close: 'Close the notes',
    blank: 'Everything is saved while you write.',
    saving: 'Saving …',
    saved: (ago: string) => `Saved ${ago}`,
    waiting: 'Not saved yet: offline. It is kept here and saved as soon as the connection is back.',
    refused: 'Not saved.',
    conflict: 'Another of your devices has changed these notes:',
    keepOwn: 'Keep mine',
    takeOther: 'Take the other',
  },

  ring: {
    sent: 'Sent',
    reached: 'Reached',
    sounding: 'Sounding',
    seen: 'Seen',
    answered: 'Answered',
  } satisfies Record<RingStage, string>,

  stall: {
    no_device: 'None of their devices is connected.',
    no_sound_output: 'Their device has nothing to play a sound on. It shows the invitation only.',
    muted: 'Their device is muted. It shows the invitation only.',
  } satisfies Record<RingStall, string>,
};
