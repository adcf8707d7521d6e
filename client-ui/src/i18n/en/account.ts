// The English words for signing in and for what comes before one is in.

import { MIN_PASSWORD_CHARS, MIN_STAFF_PASSWORD_CHARS } from '../../generated/limits';
import { seconds } from './common';

export const accountEn = {
  signIn: {
    title: 'Welcome back',
    lead: 'Sign in to see your doctor, or your patients.',
    email: 'E-mail address',
    password: 'Password',
    submit: 'Sign in',
    toRegister: 'New here?',
    toRegisterLink: 'Create an account',
    server: 'Server',
    serverHelp: 'The address of your clinic’s server, such as clinic.example. Your clinic tells you if it needs changing.',
    serverSave: 'Use this server',
    brand: 'From “I would like to see a doctor” to face to face.',
    points: ['Take a place in the queue from home', 'Your device rings when it is your turn', 'One press, and you see and hear each other'],
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
    passwordHint: `${MIN_PASSWORD_CHARS} characters or more`,
    passwordHintDoctor: `${MIN_STAFF_PASSWORD_CHARS} characters or more`,
    dateOfBirth: 'Date of birth',
    submit: 'Create account',
    toSignIn: 'Have an account already?',
    toSignInLink: 'Sign in',
  },

  proof: {
    title: 'Check your mail',
    lead: 'One last step: we make sure that this address is yours.',
    sent: 'We sent a code to',
    sending: 'A code is being sent.',
    code: 'Code',
    codeHint: '8 letters and digits, as in the mail. It counts for half an hour.',
    submit: 'Confirm',
    nothing: 'No mail? Look into the spam folder, too.',
    again: 'Send another code',
    againIn: (s: number) => `Another code in ${seconds(s)}.`,
    wrongAddress: 'Is the address wrong?',
    mend: 'Correct it',
    change: 'Use another one',
    askTitle: 'Confirm your e-mail address',
    askLead:
      'Before your first place, appointment or call, your clinic wants to know that the address is yours. What you typed stays where it is.',
    later: 'Later',
    changeTitle: 'Use another address',
    changeLead: 'The new address gets a code. Once you have typed it here, you sign in with that address, and the old one is told.',
    newEmail: 'New e-mail address',
    changeSend: 'Send the code',
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
};

export type AccountTexts = typeof accountEn;
