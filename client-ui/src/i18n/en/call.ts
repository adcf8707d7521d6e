// The English words for a call from its ring to its end, and the notes beside it.

import type { CallKind, Cause, DeviceTrouble, Outcome, ProofFault, RingStage, RingStall } from '../../generated/types';
import { seconds } from './common';

/** What the words about an ended call depend on. */
export interface Ending {
  name: string;
  /** This person placed the call. */
  outgoing: boolean;
  /** This person ended it. */
  byMe: boolean;
}

export const callEn = {
  invitation: {
    kind: {
      queue: 'It is your turn',
      appointment: 'Your appointment begins',
      direct: 'A patient is calling you',
    } satisfies Record<CallKind, string>,
    calling: (name: string) => `${name} is calling`,
    accept: 'Accept',
    decline: 'Decline',
    left: (s: number) => `${seconds(s)} left to answer`,
    privacy: 'Camera and microphone go live only after you accept.',
  },

  call: {
    with: (name: string) => `Consultation with ${name}`,
    connecting: (name: string) => `Connecting to ${name}`,
    connectingText: 'Camera and microphone are being set up.',
    interrupted: 'The connection dropped',
    interruptedOther: (name: string) => `Nothing arrives from ${name} at the moment. It is being brought back; you need not do anything.`,
    interruptedOwn: 'This device has lost its connection to the server. It is being brought back; you need not do anything.',
    back: 'You are connected again',
    timeLeft: (time: string) => `${time} left`,
    duration: 'Duration',
    self: 'You',
    selfPicture: 'Your own picture',
    otherPicture: (name: string) => `Picture of ${name}`,
    microphone: 'Microphone',
    camera: 'Camera',
    microphoneOff: 'Your microphone is off',
    cameraOff: 'Your camera is off',
    otherMuted: (name: string) => `${name} is muted`,
    otherCameraOff: (name: string) => `${name} has the camera off`,
    waitingForPicture: 'Waiting for the picture',
    end: 'End call',
    synthetic: 'Synthetic camera and microphone',
    controls: 'Call controls',
    elsewhereTitle: 'Answered on another device',
    elsewhere: (name: string) => `The call with ${name} goes on there.`,
    heldTitle: (name: string) => `You are in a call with ${name}`,
    held: 'Camera and microphone of this device are off. They open only if you join.',
    join: 'Join the call',
    talked: 'You talked for',
    trouble: {
      no_camera: 'No camera was found. The other side hears you, but can’t see you.',
      no_microphone: 'No microphone was found. The other side sees you, but can’t hear you.',
      no_camera_nor_microphone: 'Neither a camera nor a microphone was found. You can see and hear the other side only.',
      camera_refused: 'This app may not use the camera. Allow it in the system’s privacy settings.',
      microphone_refused: 'This app may not use the microphone. Allow it in the system’s privacy settings.',
      no_speaker: 'This device plays no sound, so you can’t hear the other side. They can hear you.',
    } satisfies Record<DeviceTrouble, string>,
  },

  identity: {
    title: (name: string) => `Is this really ${name}?`,
    compare: 'Read this number to each other:',
    differ: 'If the numbers differ, hang up: somebody may be listening.',
    noNumber: 'The number to compare is not there yet. Without it, this call can’t be checked.',
    pending: 'The other device has not said yet who it is.',
    tooOld: (name: string) => `This call works, but it can’t be checked: the app of ${name} or the clinic’s server is too old.`,
    signedBefore: (name: string) =>
      `Earlier calls with ${name} could be checked. If you don’t know why this one can’t, ask ${name} about it in another way, such as by phone.`,
    first: (name: string) => `On this device, you talk to ${name} for the first time.`,
    known: (name: string, since: string) => `You first talked to this device of ${name} on ${since}.`,
    new: (name: string) =>
      `${name} is using a device that you have not talked to before. That is normal after a change of phone or a new installation; the number tells for certain.`,
    newSign: (name: string) => `${name}: new device`,
    unsignedSign: 'This call can’t be checked',
    refused: 'This device refused the connection',
    why: {
      not_signed: (name) =>
        `What came in the name of ${name} was not signed by ${name}’s device. Somebody may be trying to listen. Try once more in a new call; if it happens again, tell the clinic.`,
      other_key: (name) =>
        `In the middle of the call, another device took the place of ${name}’s. Somebody may be trying to listen. Try once more in a new call; if it happens again, tell the clinic.`,
      other_number: (name) =>
        `Your device and ${name}’s did not come to one number, as two devices do with nobody between them. Somebody may be trying to listen. Try once more in a new call; if it happens again, tell the clinic.`,
    } satisfies Record<ProofFault, (name: string) => string> as Record<ProofFault, (name: string) => string>,
  },

  ended: {
    outcome: {
      completed: () => 'Consultation finished',
      declined: ({ byMe, name }) => (byMe ? 'You declined the call' : `${name} declined the call`),
      missed: ({ outgoing, name }) => (outgoing ? `${name} did not answer` : 'You missed a call'),
      cancelled: ({ byMe, name }) => (byMe ? 'You cancelled the call' : `${name} cancelled the call`),
      no_show: ({ outgoing, name }) => (outgoing ? `${name} did not come` : 'You missed this call'),
      never_connected: () => 'No connection was possible',
      lost: () => 'The connection was lost',
    } satisfies Record<Outcome, (ending: Ending) => string> as Record<Outcome, (ending: Ending) => string>,
    completed: ({ byMe, name }: Ending) => (byMe ? 'You ended the call.' : `${name} ended the call.`),
    cause: {
      person_declined: ({ outgoing }) => (outgoing ? 'They are back in the queue.' : 'You keep your place in the queue.'),
      caller_cancelled: ({ byMe }) => (byMe ? 'The ringing has stopped.' : 'You keep your place in the queue.'),
      visit_withdrawn: () => 'The session ended, or the place in the queue was given up.',
      ended_early: ({ byMe, name }) =>
        byMe ? 'You hung up before the connection was up.' : `${name} hung up before the connection was up.`,
      ended_interrupted: ({ byMe, name }) =>
        byMe ? 'You hung up while the connection was being brought back.' : `${name} hung up while the connection was being brought back.`,
      never_reached: ({ outgoing }) =>
        outgoing ? 'None of their devices took the call in.' : 'The call did not reach this device in time.',
      reached_silently: ({ outgoing }) =>
        outgoing ? 'Their device showed the call, but made no sound.' : 'Your device could not make a sound.',
      rang_unheard: ({ outgoing }) =>
        outgoing ? 'Their device rang, and nobody answered.' : 'Your device rang, and the call was not answered.',
      party_absent: () => 'One of you stayed away.',
      permission_refused: () => 'Camera and microphone were refused.',
      no_camera_or_microphone: () => 'There was neither a camera nor a microphone.',
      network_blocked: () => 'No path between the two devices worked. A firewall may be in the way.',
      relay_failed: () => 'The relay that carries the call could not be reached.',
      other_side_gone: ({ name }) => `The device of ${name} went away.`,
      server_restarted: () => 'The server was away for too long.',
    } satisfies Record<Cause, (ending: Ending) => string> as Record<Cause, (ending: Ending) => string>,
    queueKept: 'You keep your place and your turn. Say that you are here, and the doctor can call again.',
    queueAgain: 'They keep their turn. You can invite them again at once.',
  },

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
    stalled: 'Their device rang, and then its sound broke off. It still shows the invitation.',
  } satisfies Record<RingStall, string>,
};

export type CallTexts = typeof callEn;
