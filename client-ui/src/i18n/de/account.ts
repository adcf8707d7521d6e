// The German words for signing in and for what comes before one is in.

import { MIN_PASSWORD_CHARS, MIN_STAFF_PASSWORD_CHARS } from '../../generated/limits';
import type { AccountTexts } from '../en/account';
import { seconds } from './common';

export const accountDe: AccountTexts = {
  signIn: {
    title: 'Willkommen zurück',
    lead: 'Melden Sie sich an, um Ihre Ärztin, Ihren Arzt oder Ihre Patienten zu sehen.',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    submit: 'Anmelden',
    toRegister: 'Neu hier?',
    toRegisterLink: 'Konto anlegen',
    server: 'Server',
    serverHelp: 'Die Adresse des Servers Ihrer Praxis, zum Beispiel praxis.example. Die Praxis sagt Ihnen, ob hier etwas zu ändern ist.',
    serverSave: 'Diesen Server verwenden',
    brand: 'Von „Ich möchte ärztlichen Rat“ bis zum Gespräch von Angesicht zu Angesicht.',
    points: [
      'Von zu Hause aus einen Platz in der Warteliste nehmen',
      'Ihr Gerät klingelt, wenn Sie an der Reihe sind',
      'Ein Druck, und Sie sehen und hören einander',
    ],
  },

  register: {
    title: 'Konto anlegen',
    lead: 'Das dauert eine Minute.',
    role: 'Ich bin',
    patientHint: 'Ich möchte ärztlichen Rat',
    doctorHint: 'Ich behandle Patienten',
    doctorNote: 'Ihre Praxis gibt neue Ärztinnen und Ärzte frei, bevor sie eine Sprechstunde öffnen können.',
    name: 'Vor- und Nachname',
    nameHintDoctor: 'So, wie Patienten ihn sehen sollen, mit Titel',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    passwordHint: `Mindestens ${MIN_PASSWORD_CHARS} Zeichen`,
    passwordHintDoctor: `Mindestens ${MIN_STAFF_PASSWORD_CHARS} Zeichen`,
    dateOfBirth: 'Geburtsdatum',
    submit: 'Konto anlegen',
    toSignIn: 'Sie haben schon ein Konto?',
    toSignInLink: 'Anmelden',
  },

  proof: {
    title: 'Sehen Sie in Ihre E-Mails',
    lead: 'Ein letzter Schritt: Wir prüfen, ob diese Adresse Ihnen gehört.',
    sent: 'Wir haben einen Code gesendet an',
    sending: 'Ein Code wird gesendet.',
    code: 'Code',
    codeHint: '8 Buchstaben und Ziffern, wie in der E-Mail. Er gilt eine halbe Stunde.',
    submit: 'Bestätigen',
    nothing: 'Keine E-Mail? Sehen Sie auch im Spam-Ordner nach.',
    again: 'Neuen Code senden',
    againIn: (s) => `Ein neuer Code in ${seconds(s)}.`,
    wrongAddress: 'Ist die Adresse falsch?',
    mend: 'Korrigieren',
    change: 'Eine andere verwenden',
    askTitle: 'E-Mail-Adresse bestätigen',
    askLead:
      'Vor dem ersten Platz, Termin oder Anruf möchte Ihre Praxis wissen, dass die Adresse Ihnen gehört. Was Sie eingegeben haben, bleibt stehen.',
    later: 'Später',
    changeTitle: 'Andere Adresse verwenden',
    changeLead:
      'Die neue Adresse bekommt einen Code. Sobald Sie ihn hier eingegeben haben, melden Sie sich mit ihr an, und die alte wird verständigt.',
    newEmail: 'Neue E-Mail-Adresse',
    changeSend: 'Code senden',
  },

  approval: {
    title: 'Freigabe steht aus',
    text: 'Ihr Konto ist angelegt. Die Verwaltung Ihrer Praxis sieht es an, bevor Sie eine Sprechstunde öffnen können.',
    next: 'Sie können dieses Fenster offen lassen. Nach der Freigabe geht es von selbst weiter.',
    check: 'Erneut prüfen',
  },

  admin: {
    title: 'Hier ist nichts zu tun',
    text: 'Diese App ist für Patienten, Ärztinnen und Ärzte. Die Verwaltung arbeitet auf dem Server selbst.',
  },
};
