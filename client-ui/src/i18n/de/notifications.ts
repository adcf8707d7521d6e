// The German words for what a person is told, and how.

import type { NotificationTexts } from '../en/notifications';

export const notificationsDe: NotificationTexts = {
  notifications: {
    title: 'Mitteilungen',
    lead: 'Worüber Sie verständigt werden möchten, und wie. Anrufe läuten immer.',
    kind: 'Worum es geht',
    way: { in_app: 'In der App', os: 'Auf diesem Gerät', mail: 'E-Mail' },
    noMail: 'Dazu gibt es keine E-Mails',
    kinds: {
      missed_call: 'Verpasste Anrufe',
      session_started: 'Eine Sprechstunde beginnt',
      session_ended: 'Eine Sprechstunde endet',
      removed_from_queue: 'Aus der Warteschlange genommen',
      appointment_changed: 'Neues zu Terminen',
      appointment_reminder: 'Erinnerungen an Termine',
      new_message: 'Neue Nachrichten',
      waiting_room: 'Wartezimmer, die nicht offen sind',
    },
    room: {
      arrived: (name, title) => `${name} ist im Wartezimmer von ${title} angekommen`,
      left: (name, title) => `${name} hat das Wartezimmer von ${title} verlassen`,
      ready: (name, title) => `${name} ist bereit in ${title}`,
      test_finished: (name, title) => `${name} hat den Gerätetest in ${title} abgeschlossen`,
    },
  },
};
