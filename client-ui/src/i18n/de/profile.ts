// The German words for what is a person's own: notifications, plans, profile.

import type { ProfileTexts } from '../en/profile';

const upTo99 = (n: number): string => (n > 99 ? '99+' : String(n));

export const profileDe: ProfileTexts = {
  bell: {
    open: (n) => (n === 0 ? 'Mitteilungen' : `Mitteilungen, ${upTo99(n)} ungelesen`),
    title: 'Mitteilungen',
    count: upTo99,
    fresh: 'Neu',
    emptyTitle: 'Nichts Neues',
    empty: 'Verpasste Anrufe und Neuigkeiten zu Ihren Sprechstunden erscheinen hier.',
    missed: (name) => `Verpasster Anruf von ${name}`,
    started: (title) => `${title} hat begonnen`,
    ended: (title) => `${title} ist beendet`,
    removed: 'Sie wurden aus der Warteliste genommen',
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
  },

  overview: {
    ready: 'Bereit',
    waiting: 'Nicht bereit',
    in_call: 'Im Gespräch',
    present: 'Verbunden',
  },

  plan: {
    change: 'Ändern',
    changeNamed: (title) => `${title} ändern`,
    changeTitle: 'Sprechstunde ändern',
    changeLead: 'Wer schon einen Platz hat, sieht die Änderung sofort.',
    save: 'Änderungen speichern',
    delete: 'Löschen',
    deleteNamed: (title) => `${title} löschen`,
    deleteTitle: (title) => `„${title}“ löschen?`,
    deleteText: (when) => `${when}. Noch hat niemand einen Platz genommen. Patienten finden die Sprechstunde dann nicht mehr, und das lässt sich nicht rückgängig machen.`,
    deleteConfirm: 'Sprechstunde löschen',
    keep: 'Behalten',
  },

  profile: {
    title: 'Ihr Profil',
    signedInAs: (email) => `Angemeldet als ${email}`,
    about: 'Über Sie',
    specialty: 'Fachgebiet',
    bio: 'Über Ihre Praxis',
    bioHint: 'Das lesen Patienten bei der Wahl einer Ärztin oder eines Arztes.',
    licence: 'Zulassungsnummer',
    licenceHint: 'Nur die Verwaltung Ihrer Praxis sieht sie.',
    phone: 'Telefon',
    address: 'Anschrift',
    emergency: 'Notfallkontakt',
    emergencyHint: 'Wer unter welcher Nummer anzurufen ist',
    zone: 'Zeitzone',
    zoneHint: 'Alle Zeiten in der App gelten in ihr.',
    languages: 'Sprachen, die Sie sprechen',
    save: 'Profil speichern',
    saved: 'Gespeichert',
    language: 'Sprache',
    languageHint: 'Gilt sofort und nur auf diesem Gerät.',
    deviceLanguage: 'Wie das Gerät',
    password: 'Passwort',
    passwordLead: 'Bei einer Änderung werden alle anderen Geräte abgemeldet.',
    currentPassword: 'Jetziges Passwort',
    newPassword: 'Neues Passwort',
    wrongPassword: 'Das ist nicht Ihr jetziges Passwort.',
    changePassword: 'Passwort ändern',
    passwordChanged: 'Passwort geändert',
  },
};
