// The German words that every screen shares.

import type { CommonTexts } from '../en/common';

export const seconds = (n: number) => (n === 1 ? '1 Sekunde' : `${n} Sekunden`);

export const commonDe: CommonTexts = {
  common: {
    back: 'Zurück',
    cancel: 'Abbrechen',
    close: 'Schließen',
    dismiss: 'Ausblenden',
    retry: 'Noch einmal versuchen',
    loading: 'Wird geladen',
    more: 'Mehr anzeigen',
    opening: 'MedConsult wird geöffnet',
    optional: 'freiwillig',
    signOut: 'Abmelden',
    working: 'Einen Moment',
    noWindow: 'Diese Seite gehört zur App MedConsult. Bitte öffnen Sie die App.',
    notices: 'Meldungen',
    skip: 'Zum Inhalt springen',
  },

  failed: {
    screen: {
      title: 'Das lässt sich nicht anzeigen',
      text: 'Etwas darin ist nicht so, wie diese App es erwartet; was, steht in ihrem Protokoll. Nichts ist verloren. Versuchen Sie es noch einmal, oder machen Sie anderswo weiter.',
    },
    call: {
      title: 'Der Anruf lässt sich nicht anzeigen',
      text: 'Vielleicht läuft er noch, und die andere Seite sieht und hört Sie. Versuchen Sie es noch einmal, oder verlassen Sie ihn.',
    },
    home: 'Zur ersten Seite',
    leave: 'Anruf verlassen',
    reload: 'App neu laden',
    begin: 'MedConsult ließ sich nicht anzeigen. Bitte schließen Sie die App und öffnen Sie sie wieder.',
  },

  role: { patient: 'Patient/in', doctor: 'Ärztin/Arzt', admin: 'Verwaltung' },

  link: {
    label: 'Verbindung',
    online: 'Online',
    connecting: 'Verbindet',
    reconnecting: 'Offline',
    reconnectingIn: (s) => (s > 0 ? `Offline, nächster Versuch in ${s} s` : 'Offline, neuer Versuch läuft'),
  },
};
