// The German words around a call: the notes beside it, and how far a ring got.

import type { callEn } from '../en/call';

export const callDe: typeof callEn = {
  notes: {
    title: 'Notizen',
    about: (name) => `Notizen zu ${name}`,
    placeholder: 'Was Sie hören, sehen und vereinbaren. Nur Sie lesen das.',
    close: 'Notizen schließen',
    blank: 'Alles wird beim Schreiben gespeichert.',
    saving: 'Wird gespeichert …',
    saved: (ago) => `Gespeichert ${ago}`,
    waiting: 'Noch nicht gespeichert: keine Verbindung. Der Text bleibt hier und wird gespeichert, sobald sie wieder da ist.',
    refused: 'Nicht gespeichert.',
    conflict: 'Ein anderes Ihrer Geräte hat diese Notizen geändert:',
    keepOwn: 'Meine behalten',
    takeOther: 'Die andere nehmen',
  },

  ring: {
    sent: 'Gesendet',
    reached: 'Angekommen',
    sounding: 'Klingelt',
    seen: 'Gesehen',
    answered: 'Beantwortet',
  },

  stall: {
    no_device: 'Keines der Geräte ist verbunden.',
    no_sound_output: 'Das Gerät kann keinen Ton ausgeben. Es zeigt die Einladung nur an.',
    muted: 'Das Gerät ist stumm geschaltet. Es zeigt die Einladung nur an.',
  },
};
