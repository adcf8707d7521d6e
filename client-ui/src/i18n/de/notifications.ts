// The German words for what a person is told, and how.

import type { NotificationTexts } from '../en/notifications';
import { upTo99 } from '../numbers';

export const notificationsDe: NotificationTexts = {
  bell: {
    open: (n) => (n === 0 ? 'Mitteilungen' : `Mitteilungen, ${upTo99(n)} ungelesen`),
    title: 'Mitteilungen',
    count: upTo99,
    fresh: 'Neu',
    emptyTitle: 'Nichts Neues',
    empty: 'Verpasste Anrufe und Neuigkeiten zu Ihren Sprechstunden erscheinen hier.',
    missed: (name) => `Verpasster Anruf von ${name}`,
    notAnswered: (name) => `${name} hat nicht geantwortet`,
    started: (title) => `${title} hat begonnen`,
    ended: (title) => `${title} ist beendet`,
    noMail: 'E-Mails an Ihre Adresse kommen nicht an. Bitte prüfen Sie sie in Ihrem Profil.',
    noMailTo: (name) => `E-Mails an ${name} kommen nicht an. Bitte fragen Sie nach einer anderen Adresse.`,
    neverStarted: (title) => `${title} fand nicht statt`,
    removed: 'Sie wurden aus der Warteliste genommen',
    byPhone: (name) => `Bei ${name} ist online keine Buchung für Sie möglich. Bitte rufen Sie die Praxis an.`,
    handedOver: (name) => `${name} übernimmt. Sie warten jetzt dort, am Ende der Warteliste.`,
    lapsed: (title) => `Ihr Platz in „${title}“ wurde freigegeben, weil keines Ihrer Geräte verbunden war. Sie können einen neuen nehmen.`,
    message: (name) => `${name} hat Ihnen geschrieben`,
    removedFrom: (title) => `Sie wurden aus der Warteliste von „${title}“ genommen`,
    appointment: {
      requested: (name, when) => `${name} wünscht einen Termin: ${when}`,
      booked: (name, when) => `${name} hat einen Termin gebucht: ${when}`,
      confirmed: (name, when) => `${name} hat den Termin bestätigt: ${when}`,
      declined: (name, when) => `${name} hat den Termin abgelehnt: ${when}`,
      cancelled: (name, when) => `${name} hat den Termin abgesagt: ${when}`,
      moved: (name, when) => `${name} hat einen Termin verlegt: ${when}`,
      expired: (name, when) => `${name} hat den Termin nicht rechtzeitig bestätigt: ${when}`,
      no_show: (name, when) => `Der Termin mit ${name} hat nicht stattgefunden: ${when}`,
    },
    reminder: {
      day: (name, when) => `Ihr Termin mit ${name} ist innerhalb eines Tages: ${when}`,
      hour: (name, when) => `Ihr Termin mit ${name} ist innerhalb einer Stunde: ${when}`,
      ten_minutes: (name, when) => `Ihr Termin mit ${name} ist in zehn Minuten: ${when}`,
    },
    passwordTried: {
      sign_in: 'Für Ihr Konto wurden wiederholt falsche Passwörter eingegeben. Wenn das nicht Sie waren, wählen Sie ein neues Passwort.',
      change:
        'Auf einem Gerät, das bei Ihrem Konto angemeldet ist, wollte jemand mit falschen Passwörtern das Passwort ändern. Wenn das nicht Sie waren, melden Sie sich überall ab.',
    },
  },

  notice: {
    open: 'Zeigen',
    sessionStarted: (title) => `${title} hat begonnen.`,
    sessionEnded: (title) => `${title} ist beendet.`,
    sessionLapsed: (title) => `${title} fand nicht statt.`,
    removed: 'Sie wurden aus der Warteliste genommen.',
    proved: 'Ihre E-Mail-Adresse ist bestätigt. Sie können jetzt weitermachen.',
    message: (name) => `${name} hat Ihnen geschrieben.`,
    patientReady: (name) => `${name} ist bereit.`,
    waitingTold: (n) => (n === 1 ? 'Eine Person hat die Nachricht.' : `${n} Personen haben die Nachricht.`),
    signedOut: 'Sie wurden auf diesem Gerät abgemeldet.',
    cannotRing: 'Dieses Gerät kann nicht klingeln: Es hat keine Tonausgabe oder ist stumm. Behalten Sie den Bildschirm im Auge.',
  },

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
      removed_from_queue: 'Ihr Platz in einer Warteliste ist weg',
      appointment_changed: 'Neues zu Terminen',
      appointment_reminder: 'Erinnerungen an Termine',
      new_message: 'Neue Nachrichten',
      waiting_room: 'Wartezimmer, die nicht offen sind',
      password_tried: 'Falsche Passwörter für Ihr Konto',
    },
    room: {
      arrived: (name, title) => `${name} ist im Wartezimmer von ${title} angekommen`,
      left: (name, title) => `${name} hat das Wartezimmer von ${title} verlassen`,
      ready: (name, title) => `${name} ist bereit in ${title}`,
      handed_over: (name, title) => `${name} wurde Ihnen in ${title} übergeben`,
      test_finished: (name, title) => `${name} hat den Gerätetest in ${title} abgeschlossen`,
    },
  },
};
