// The German words for a person's own profile.

import type { ProfileTexts } from '../en/profile';

export const profileDe: ProfileTexts = {
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
    passwordLead: 'Bei einer Änderung werden alle anderen Geräte abgemeldet, und Ihr Kalender-Abonnement endet.',
    currentPassword: 'Jetziges Passwort',
    newPassword: 'Neues Passwort',
    wrongPassword: 'Das ist nicht Ihr jetziges Passwort.',
    changePassword: 'Passwort ändern',
    passwordChanged: 'Passwort geändert',
  },
};
