// The English words for sessions: both homes, planning, counts.

import type { ScheduleStatus } from '../../generated/types';

export const schedulesEn = {
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

  plan: {
    change: 'Change',
    changeNamed: (title: string) => `Change ${title}`,
    changeTitle: 'Change session',
    changeLead: 'Patients who have a place already see the change at once.',
    save: 'Save changes',
    delete: 'Delete',
    deleteNamed: (title: string) => `Delete ${title}`,
    deleteTitle: (title: string) => `Delete “${title}”?`,
    deleteText: (when: string) =>
      `${when}. Nobody has taken a place yet. Patients can no longer find the session, and this can’t be undone.`,
    deleteConfirm: 'Delete session',
    keep: 'Keep it',
  },

  overview: {
    ready: 'Ready',
    waiting: 'Not ready',
    in_call: 'In a call',
    present: 'Connected',
  },
};

export type ScheduleTexts = typeof schedulesEn;
