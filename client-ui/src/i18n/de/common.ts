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
    opening: 'MedConsult wird geöffnet',
    optional: 'freiwillig',
    signOut: 'Abmelden',
    working: 'Einen Moment',
    noWindow: 'Diese Seite gehört zur App MedConsult. Bitte öffnen Sie die App.',
    notices: 'Meldungen',
    skip: 'Zum Inhalt springen',
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
