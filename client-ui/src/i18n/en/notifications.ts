// The English words for what a person is told, and how.

import type { AppointmentNews, NotificationKind, PasswordTry, ReminderTime, WaitingRoomNews } from '../../generated/types';
import { upTo99 } from '../numbers';

export const notificationsEn = {
  bell: {
    open: (n: number) => (n === 0 ? 'Notifications' : `Notifications, ${upTo99(n)} unread`),
    title: 'Notifications',
    count: upTo99,
    fresh: 'New',
    emptyTitle: 'Nothing new',
    empty: 'Missed calls and news of your sessions appear here.',
    missed: (name: string) => `Missed call from ${name}`,
    notAnswered: (name: string) => `${name} did not answer`,
    started: (title: string) => `${title} has started`,
    ended: (title: string) => `${title} has ended`,
    noMail: 'E-mails to your address can’t be delivered. Please check it in your profile.',
    noMailTo: (name: string) => `E-mails to ${name} can’t be delivered. Please ask for another address.`,
    neverStarted: (title: string) => `${title} did not take place`,
    removed: 'The doctor took you out of the queue',
    byPhone: (name: string) => `${name} can’t take a booking from you online. Please call the clinic.`,
    handedOver: (name: string) => `${name} will see you. You wait there now, at the end of the queue.`,
    lapsed: (title: string) => `Your place in ${title} was given free: none of your devices was connected. You can take a new one.`,
    message: (name: string) => `${name} wrote to you`,
    removedFrom: (title: string) => `The doctor took you out of the queue of ${title}`,
    appointment: {
      requested: (name: string, when: string) => `${name} asks for an appointment: ${when}`,
      booked: (name: string, when: string) => `${name} booked an appointment: ${when}`,
      confirmed: (name: string, when: string) => `${name} confirmed the appointment: ${when}`,
      declined: (name: string, when: string) => `${name} declined the appointment: ${when}`,
      cancelled: (name: string, when: string) => `${name} cancelled the appointment: ${when}`,
      moved: (name: string, when: string) => `${name} moved an appointment: ${when}`,
      expired: (name: string, when: string) => `${name} did not confirm the appointment in time: ${when}`,
      no_show: (name: string, when: string) => `The appointment with ${name} did not take place: ${when}`,
    } satisfies Record<AppointmentNews, (name: string, when: string) => string>,
    reminder: {
      day: (name: string, when: string) => `Your appointment with ${name} is within a day: ${when}`,
      hour: (name: string, when: string) => `Your appointment with ${name} is within an hour: ${when}`,
      ten_minutes: (name: string, when: string) => `Your appointment with ${name} is in ten minutes: ${when}`,
    } satisfies Record<ReminderTime, (name: string, when: string) => string>,
    passwordTried: {
      sign_in: 'Somebody gave wrong passwords for your account, again and again. If that was not you, choose a new password.',
      change:
        'On a device that is signed in to your account, somebody tried to change the password with wrong ones. If that was not you, sign out everywhere.',
    } satisfies Record<PasswordTry, string>,
  },

  notice: {
    open: 'Show',
    sessionStarted: (title: string) => `${title} has started. The doctor is online.`,
    sessionEnded: (title: string) => `${title} has ended.`,
    sessionLapsed: (title: string) => `${title} did not take place.`,
    removed: 'The doctor took you out of the queue.',
    proved: 'Your e-mail address is confirmed. You can go on now.',
    message: (name: string) => `${name} wrote to you.`,
    patientReady: (name: string) => `${name} is ready.`,
    waitingTold: (n: number) => (n === 1 ? 'One person was told.' : `${n} people were told.`),
    signedOut: 'You have been signed out on this device.',
    cannotRing: 'This device can’t ring: it has no sound output or is muted. Keep an eye on the screen.',
  },

  notifications: {
    title: 'Notifications',
    lead: 'What you want to be told, and how. Calls always ring.',
    kind: 'What it is about',
    way: { in_app: 'In the app', os: 'On this device', mail: 'E-mail' },
    noMail: 'There are no e-mails of this kind',
    kinds: {
      missed_call: 'Missed calls',
      session_started: 'A session begins',
      session_ended: 'A session ends',
      removed_from_queue: 'Your place in a queue is gone',
      appointment_changed: 'News of appointments',
      appointment_reminder: 'Reminders of appointments',
      new_message: 'New messages',
      waiting_room: 'Waiting rooms that are not open',
      password_tried: 'Wrong passwords for your account',
    } satisfies Record<NotificationKind, string>,
    room: {
      arrived: (name: string, title: string) => `${name} arrived in the waiting room of ${title}`,
      left: (name: string, title: string) => `${name} left the waiting room of ${title}`,
      ready: (name: string, title: string) => `${name} is ready in ${title}`,
      handed_over: (name: string, title: string) => `${name} was handed over to you in ${title}`,
      test_finished: (name: string, title: string) => `${name} finished the device test in ${title}`,
    } satisfies Record<WaitingRoomNews, (name: string, title: string) => string>,
  },
};

export type NotificationTexts = typeof notificationsEn;
