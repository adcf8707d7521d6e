// Every word the app says, in English. The other languages have this file's type, so that a
// missing text fails the type check.

import type { CallKind } from '../../generated/CallKind';
import type { Cause } from '../../generated/Cause';
import type { DeviceTrouble } from '../../generated/DeviceTrouble';
import type { EntryState } from '../../generated/EntryState';
import type { FieldCode } from '../../generated/FieldCode';
import type { Outcome } from '../../generated/Outcome';
import type { Presence } from '../../generated/Presence';
import type { ProblemCode } from '../../generated/ProblemCode';
import type { Role } from '../../generated/Role';
import type { ScheduleStatus } from '../../generated/ScheduleStatus';
import type { TestReason } from '../../generated/TestReason';
import type { TestVerdict } from '../../generated/TestVerdict';
import type { WhyNot } from '../../generated/WhyNot';
import { ratingEn } from './rating';
import { callEn } from './call';
import { chatEn } from './chat';
import { directEn } from './direct';
import { devicesEn } from './devices';
import { profileEn } from './profile';
import { notificationsEn } from './notifications';
import { appointmentsEn } from './appointments';

/** What the words about an ended call depend on. */
export interface Ending {
  name: string;
  /** This person placed the call. */
  outgoing: boolean;
  /** This person ended it. */
  byMe: boolean;
}

const people = (n: number) => (n === 1 ? '1 person' : `${n} people`);
const patients = (n: number) => (n === 1 ? '1 patient' : `${n} patients`);
const seconds = (n: number) => (n === 1 ? '1 second' : `${n} seconds`);

export const en = {
  ...profileEn,
  ...ratingEn,
  ...callEn,
  ...chatEn,
  ...directEn,
  ...notificationsEn,
  ...devicesEn,
  ...appointmentsEn,
  dir: 'ltr' as 'ltr' | 'rtl',
  app: 'MedConsult',
  tagline: 'A doctor’s time, wherever you are.',

  common: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
    dismiss: 'Dismiss',
    retry: 'Try again',
    loading: 'Loading',
    opening: 'Opening MedConsult',
    optional: 'optional',
    signOut: 'Sign out',
    working: 'One moment',
    noWindow: 'This page is part of the MedConsult app. Please open the app instead.',
    notices: 'Messages',
    skip: 'Skip to content',
  },

  role: { patient: 'Patient', doctor: 'Doctor', admin: 'Administrator' } satisfies Record<Role, string>,

  link: {
    label: 'Connection',
    online: 'Online',
    connecting: 'Connecting',
    reconnecting: 'Offline',
    reconnectingIn: (s: number) => (s > 0 ? `Offline, next try in ${s} s` : 'Offline, trying now'),
  },

  signIn: {
    title: 'Welcome back',
    lead: 'Sign in to see your doctor, or your patients.',
    email: 'E-mail address',
    password: 'Password',
    submit: 'Sign in',
    toRegister: 'New here?',
    toRegisterLink: 'Create an account',
    server: 'Server',
    serverHelp: 'The address of your clinic’s server. Your clinic tells you if it needs changing.',
    serverSave: 'Use this server',
    brand: 'From “I would like to see a doctor” to face to face.',
    points: [
      'Take a place in the queue from home',
      'Your device rings when it is your turn',
      'One press, and you see and hear each other',
    ],
  },

  register: {
    title: 'Create your account',
    lead: 'It takes a minute.',
    role: 'I am a',
    patientHint: 'I would like to see a doctor',
    doctorHint: 'I see patients',
    doctorNote: 'Your clinic approves new doctors before they can open a session.',
    name: 'Full name',
    nameHintDoctor: 'As patients should see it, with your title',
    email: 'E-mail address',
    password: 'Password',
    passwordHint: '8 characters or more',
    dateOfBirth: 'Date of birth',
    submit: 'Create account',
    toSignIn: 'Have an account already?',
    toSignInLink: 'Sign in',
  },

  approval: {
    title: 'Waiting for approval',
    text: 'Your account is ready. An administrator of your clinic looks at it before you can open a session.',
    next: 'You can leave this window open. It goes on by itself once you are approved.',
    check: 'Check again',
  },

  admin: {
    title: 'Nothing to do here',
    text: 'This app is for patients and doctors. Administrators work on the server itself.',
  },

  schedule: {
    status: { upcoming: 'Upcoming', online: 'Online', completed: 'Finished' } satisfies Record<ScheduleStatus, string>,
    today: 'Today',
    tomorrow: 'Tomorrow',
    yesterday: 'Yesterday',
    waiting: (n: number) => `${n} waiting`,
    waitingLabel: (n: number): string => (n === 1 ? 'patient waiting' : 'patients waiting'),
    nobodyWaiting: 'Nobody waiting',
    capacity: (n: number) => (n === 1 ? '1 place' : `${n} places`),
    open: 'Open',
    openNamed: (title: string) => `Open ${title}`,
  },

  doctorHome: {
    title: 'Your sessions',
    create: 'New session',
    emptyTitle: 'No sessions yet',
    empty: 'Plan your first session. Patients can join its queue as soon as it is there, and you invite them when you are online.',
    onlineNow: 'You are online',
    enter: 'Enter the practice room',
    later: 'Planned',
    dialogTitle: 'New session',
    dialogLead: 'Patients see the title, the time and the description.',
    name: 'Title',
    namePlaceholder: 'Morning consultation',
    date: 'Date',
    starts: 'Starts',
    ends: 'Ends',
    nextDay: 'Ends on the following day.',
    capacity: 'Most patients in the queue',
    description: 'Description',
    descriptionPlaceholder: 'What it is for, what to have at hand',
    zone: (zone: string) => `Times are in ${zone}.`,
    submit: 'Create session',
  },

  room: {
    back: 'All sessions',
    start: 'Start session',
    end: 'End session',
    endTitle: 'End this session?',
    endText: 'Everybody who still waits is told that the session is over, and the queue is closed. This can’t be undone.',
    endConfirm: 'End session',
    notStartedTitle: 'The session has not started',
    notStarted: 'Patients can join already. Start the session to invite them.',
    overTitle: 'The session is over',
    over: 'The queue is closed. This is how everybody’s visit ended.',
    next: 'Next in turn',
    inviteNamed: (name: string) => `Invite ${name}`,
    inviteNext: 'Invite next',
    nobodyReadyTitle: 'Nobody is ready',
    nobodyReady: 'As soon as a patient says they are ready, you can invite them here.',
    queue: 'Queue',
    queueCount: (n: number) => patients(n),
    settled: 'Finished visits',
    emptyTitle: 'The queue is empty',
    empty: 'Patients who join appear here at once.',
    columns: { position: 'Turn', patient: 'Patient', reason: 'Reason', joined: 'Joined', state: 'State', actions: 'Actions' },
    age: (n: number) => (n === 1 ? '1 year' : `${n} years`),
    noReason: 'No reason given',
    invite: 'Invite',
    reset: 'Back to queue',
    resetNamed: (name: string) => `Back to queue: ${name}`,
    remove: 'Remove',
    more: 'More',
    moreNamed: (name: string) => `More for ${name}`,
    placeNow: (n: number) => `Place ${n} in the queue`,
    earlier: 'Move up',
    later: 'Move down',
    noShow: 'Did not come',
    noShowHint: 'Whoever did not come can be put back into the queue as long as the session lasts.',
    removeTitle: (name: string) => `Remove ${name}?`,
    removeText: 'The place in the queue is given up, and the patient is told.',
    removeConfirm: 'Remove',
    waitingFor: (name: string) => `Waiting for ${name}`,
    ringing: 'Their device should be ringing.',
    cancelInvitation: 'Cancel invitation',
    progress: 'How far the invitation got',
  },

  entry: {
    waiting: 'Not ready',
    ready: 'Ready',
    invited: 'Ringing',
    in_call: 'In consultation',
    done: 'Seen',
    left: 'Left',
    no_show: 'Did not come',
    removed: 'Removed',
  } satisfies Record<EntryState, string>,

  presence: { present: 'Connected', away: 'Briefly away', gone: 'Not connected' } satisfies Record<Presence, string>,

  deviceTest: {
    good: 'Device test passed',
    partly: (done: number, all: number) => `Device test ${done} of ${all}`,
    part: { camera: 'Camera', microphone: 'Microphone', speaker: 'Speaker', network: 'Network', ring: 'Ring' },
    verdict: { good: 'good', weak: 'weak', failed: 'failed', untested: 'not tested' } satisfies Record<TestVerdict, string>,
    reason: {
      refused: 'not allowed',
      missing: 'not found',
      silent: 'nothing heard',
      slow: 'too slow',
      blocked: 'blocked',
    } satisfies Record<TestReason, string>,
  },

  patientHome: {
    title: 'See a doctor',
    lead: 'Choose a session and take a place. Your device rings when it is your turn.',
    onlineNow: 'Online now',
    later: 'Coming up',
    past: 'Finished',
    join: 'Take a place',
    look: 'Look inside',
    emptyTitle: 'No doctor has a session planned',
    empty: 'New sessions appear here by themselves.',
    withNamed: (doctor: string, title: string) => `${title} with ${doctor}`,
  },

  waiting: {
    back: 'All sessions',
    joinTitle: 'Take a place in the queue',
    joinLead: 'You can do something else while you wait. Keep this app open; it rings when the doctor invites you.',
    reason: 'What brings you here?',
    reasonHint: 'Only the doctor reads it.',
    reasonPlaceholder: 'For example: a cough since Monday, a new prescription',
    join: 'Take a place',
    ahead: (n: number) => (n === 0 ? 'Nobody is ahead of you' : `${people(n)} ahead of you`),
    position: 'Your place',
    total: (n: number) => (n === 1 ? '1 patient is waiting' : `${n} patients are waiting`),
    expected: (least: number, most: number) => (least === most ? `in about ${most} min` : `in ${least} to ${most} min`),
    expectedSoon: (most: number) => (most <= 1 ? 'any moment' : `within ${most} min`),
    expectedLater: (from: string, to: string) => `between ${from} and ${to}`,
    expectedLabel: 'Your turn',
    joinedAt: (time: string) => `Joined at ${time}`,
    ready: 'I am ready',
    readyOn: 'The doctor can invite you at any moment. Your device will ring loudly.',
    readyOff: 'Switch this on once you are somewhere quiet and could talk.',
    leave: 'Give up my place',
    leaveTitle: 'Give up your place?',
    leaveText: 'The next patient moves up. You can join again at the end of the queue.',
    leaveConfirm: 'Give up my place',
    stay: 'Keep waiting',
    your: 'Your reason',
    about: 'About this session',
    nextTitle: 'What happens next',
    next: [
      'Switch on “I am ready” when you could talk.',
      'The doctor invites you, and this device rings.',
      'Accept, and you see and hear each other.',
    ],
    head: {
      waiting: 'You are in the queue',
      ready: 'You are ready',
      invited: 'The doctor is inviting you',
      in_call: 'You are in the consultation',
      done: 'Your consultation is finished',
      left: 'You gave up your place',
      no_show: 'You missed your turn',
      removed: 'The doctor took you out of the queue',
    } satisfies Record<EntryState, string>,
    text: {
      waiting: 'Say that you are ready, so that the doctor can invite you.',
      ready: 'Stay close to this device.',
      invited: 'Answer the call on this device.',
      in_call: 'The call is on one of your devices.',
      done: 'Thank you for your visit. Get well soon.',
      left: 'You can take a new place while the session is open.',
      no_show: 'You can take a new place while the session is open.',
      removed: 'If you think that this is a mistake, please contact your clinic.',
    } satisfies Record<EntryState, string>,
    notStarted: (time: string) => `The doctor has not started yet. Planned for ${time}.`,
    over: 'The doctor has ended this session.',
  },

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
    talked: 'You talked for',
    trouble: {
      no_camera: 'No camera was found. The other side hears you, but can’t see you.',
      no_microphone: 'No microphone was found. The other side sees you, but can’t hear you.',
      no_camera_nor_microphone: 'Neither a camera nor a microphone was found. You can see and hear the other side only.',
      camera_refused: 'This app may not use the camera. Allow it in the system’s privacy settings.',
      microphone_refused: 'This app may not use the microphone. Allow it in the system’s privacy settings.',
    } satisfies Record<DeviceTrouble, string>,
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
      person_declined: ({ outgoing }) =>
        outgoing ? 'They are back in the queue.' : 'You keep your place in the queue.',
      caller_cancelled: ({ byMe }) => (byMe ? 'The ringing has stopped.' : 'You keep your place in the queue.'),
      visit_withdrawn: () => 'The session ended, or the place in the queue was given up.',
      ended_early: ({ byMe, name }) =>
        byMe ? 'You hung up before the connection was up.' : `${name} hung up before the connection was up.`,
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
    queueKept: 'You keep your place. Switch on “I am ready”, and the doctor can call again.',
    queueAgain: 'You can invite them again from the queue.',
  },

  notice: {
    sessionStarted: (title: string) => `${title} has started. The doctor is online.`,
    sessionEnded: (title: string) => `${title} has ended.`,
    removed: 'The doctor took you out of the queue.',
    message: (name: string) => `${name} wrote to you.`,
    patientReady: (name: string) => `${name} is ready.`,
    signedOut: 'You have been signed out on this device.',
    cannotRing: 'This device can’t ring: it has no sound output or is muted. Keep an eye on the screen.',
  },

  errors: {
    unreachable: 'The server can’t be reached. Check your connection.',
    fileLost: 'The file is not here any more. Please choose it again.',
    retryAfter: (s: number) => `Please wait ${seconds(s)} and try again.`,
    loadTitle: 'This could not be loaded',
    code: {
      bad_request: 'The server did not understand the request.',
      invalid: 'Please check the marked fields.',
      unauthenticated: 'Please sign in again.',
      wrong_credentials: 'E-mail address or password is wrong.',
      refresh_reused: 'For your safety you were signed out. Please sign in again.',
      denied: 'You may not do that.',
      not_approved: 'Your account has not been approved yet.',
      not_found: 'That is not there any more.',
      email_taken: 'There is an account with this e-mail address already.',
      schedule_not_online: 'The session is not online.',
      schedule_completed: 'The session is over.',
      schedule_started: 'The session has started already.',
      queue_full: 'The queue is full.',
      not_in_queue: 'This patient has no place in the queue.',
      patient_not_ready: 'The patient is not ready.',
      nobody_ready: 'Nobody is ready.',
      entry_not_allowed: 'That is not possible for this place at the moment.',
      patient_busy: 'The patient is in another call.',
      doctor_busy: 'The doctor is in another call.',
      slot_taken: 'That time is taken.',
      appointment_state: 'That is not possible for this appointment any more.',
      outside_window: 'It is too early or too late for this appointment’s call.',
      no_direct_calls: 'This doctor takes no calls without an appointment.',
      doctor_offline: 'The doctor is not online.',
      too_many: 'There can’t be any more of these.',
      call_phase: 'The call has moved on already.',
      answered_elsewhere: 'The call was answered on another device.',
      call_ended: 'The call is over.',
      notes_changed: 'Another device changed the notes in between.',
      not_completed: 'Only a finished consultation can be rated.',
      rating_closed: 'This rating is older than a day and stays as it is.',
      chat_closed: 'This visit was too long ago to write to.',
      unsupported_file: 'Only JPEG, PNG, WebP and PDF files can be sent.',
      too_many_files: 'This chat holds as many files as it may.',
      method_not_allowed: 'The server did not understand the request.',
      already_seeded: 'The practice holds data already.',
      too_large: 'That is too large.',
      too_many_requests: 'That was too often.',
      busy: 'The server is busy at the moment.',
      internal: 'The server made a mistake. Please try again.',
      no_call_back: 'Only a direct call of the last day that was not answered can be called back.',
      device_test_required: 'Your clinic asks for a passed device test first.',
      not_connected: 'This device is not connected at the moment. Please try again.',
      unknown_frame: 'App and server don’t understand each other. Please update the app.',
    } satisfies Record<ProblemCode, string>,
  },

  field: {
    required: 'Please fill this in.',
    too_short: 'This is too short.',
    too_long: 'This is too long.',
    malformed: 'This does not look right.',
    out_of_range: 'This is outside of what is allowed.',
  } satisfies Record<FieldCode, string>,

  whyNot: {
    offline: 'Not possible while offline',
    session_not_started: 'The session has not started',
    session_started: 'The session has started already',
    session_over: 'The session is over',
    patient_not_ready: 'The patient is not ready',
    nobody_ready: 'Nobody is ready',
    in_call: 'A call is under way',
    not_in_call: 'No call is under way on this device',
    settled: 'This visit is settled',
    not_settled: 'This visit is not settled yet',
    not_ringing: 'It is not ringing any more',
    answered: 'It was answered already',
    queue_full: 'The queue is full',
    somebody_waits: 'Somebody has taken a place already',
    chat_closed: 'This visit was too long ago to write to.',
    at_the_end: 'There is nobody to change places with',
    nothing_earlier: 'There are no earlier messages',
    no_direct_calls: 'Takes no calls without an appointment',
    doctor_busy: 'In another call at the moment',
    doctor_away: 'Away for a moment',
    doctor_offline: 'Not online at the moment',
    device_test_needed: 'Your clinic asks for a passed device test first. You find it on this page.',
    too_early: 'It is too early for the call',
    appointment_over: 'This appointment is over',
    not_confirmed: 'The appointment is not confirmed yet',
    others_turn: 'The other side has to answer',
    still_ringing: 'It is still ringing',
    files_wait: 'Other files are still waiting to be sent',
  } satisfies Record<WhyNot, string>,
};

export type Texts = typeof en;
