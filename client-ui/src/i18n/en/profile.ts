// The English words for what is a person's own: notifications, plans, profile.

import type { AppointmentNews } from '../../generated/AppointmentNews';
import type { ReminderTime } from '../../generated/ReminderTime';

/** A number small enough for a badge. */
const upTo99 = (n: number): string => (n > 99 ? '99+' : String(n));

export const profileEn = {
  bell: {
    open: (n: number) => (n === 0 ? 'Notifications' : `Notifications, ${upTo99(n)} unread`),
    title: 'Notifications',
    count: upTo99,
    fresh: 'New',
    emptyTitle: 'Nothing new',
    empty: 'Missed calls and news of your sessions appear here.',
    missed: (name: string) => `Missed call from ${name}`,
    started: (title: string) => `${title} has started`,
    ended: (title: string) => `${title} has ended`,
    removed: 'The doctor took you out of the queue',
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
  },

  overview: {
    ready: 'Ready',
    waiting: 'Not ready',
    in_call: 'In a call',
    present: 'Connected',
  },

  plan: {
    change: 'Change',
    changeNamed: (title: string) => `Change ${title}`,
    changeTitle: 'Change session',
    changeLead: 'Patients who have a place already see the change at once.',
    save: 'Save changes',
    delete: 'Delete',
    deleteNamed: (title: string) => `Delete ${title}`,
    deleteTitle: (title: string) => `Delete “${title}”?`,
    deleteText: (when: string) => `${when}. Nobody has taken a place yet. Patients can no longer find the session, and this can’t be undone.`,
    deleteConfirm: 'Delete session',
    keep: 'Keep it',
  },

  profile: {
    title: 'Your profile',
    signedInAs: (email: string) => `Signed in as ${email}`,
    about: 'About you',
    specialty: 'Specialty',
    bio: 'About your practice',
    bioHint: 'Patients read this when they choose a doctor.',
    licence: 'Licence number',
    licenceHint: 'Only the administrators of your clinic see it.',
    phone: 'Phone',
    address: 'Address',
    emergency: 'Emergency contact',
    emergencyHint: 'Whom to call, and at which number',
    zone: 'Time zone',
    zoneHint: 'All times in the app are shown in it.',
    languages: 'Languages you speak',
    save: 'Save profile',
    saved: 'Saved',
    language: 'Language',
    languageHint: 'Applies to this device at once.',
    deviceLanguage: 'As the device',
    password: 'Password',
    passwordLead: 'All other devices are signed out when it changes.',
    currentPassword: 'Current password',
    newPassword: 'New password',
    wrongPassword: 'This is not your current password.',
    changePassword: 'Change password',
    passwordChanged: 'Password changed',
  },
};

export type ProfileTexts = typeof profileEn;
