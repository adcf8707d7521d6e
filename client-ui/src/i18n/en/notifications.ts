// The English words for what a person is told, and how.

import type { NotificationKind } from '../../generated/NotificationKind';
import type { WaitingRoomNews } from '../../generated/WaitingRoomNews';

export const notificationsEn = {
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
      removed_from_queue: 'Taken out of the queue',
      appointment_changed: 'News of appointments',
      appointment_reminder: 'Reminders of appointments',
      new_message: 'New messages',
      waiting_room: 'Waiting rooms that are not open',
    } satisfies Record<NotificationKind, string>,
    room: {
      arrived: (name: string, title: string) => `${name} arrived in the waiting room of ${title}`,
      left: (name: string, title: string) => `${name} left the waiting room of ${title}`,
      ready: (name: string, title: string) => `${name} is ready in ${title}`,
      test_finished: (name: string, title: string) => `${name} finished the device test in ${title}`,
    } satisfies Record<WaitingRoomNews, (name: string, title: string) => string>,
  },
};

export type NotificationTexts = typeof notificationsEn;
