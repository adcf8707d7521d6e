// The German words of chats.

import type { ChatTexts } from './chat.en';

const upTo99 = (n: number): string => (n > 99 ? '99+' : String(n));

export const chatDe: ChatTexts = {
  chat: {
    open: 'Chat',
    openNamed: (name, unread) => (unread === 0 ? `Chat mit ${name}` : `Chat mit ${name}, ${upTo99(unread)} ungelesen`),
    count: upTo99,
    close: 'Chat schließen',
    title: 'Chat',
    titleNamed: (name) => `Chat mit ${name}`,
    private: 'Nur Sie beide können das lesen.',
    write: 'Ihre Nachricht',
    placeholder: 'Nachricht schreiben …',
    send: 'Senden',
    hint: 'Die Eingabetaste sendet, mit der Umschalttaste beginnt eine neue Zeile.',
    earlier: 'Frühere Nachrichten zeigen',
    you: 'Sie',
    types: (name) => `${name} schreibt …`,
    emptyTitle: 'Noch keine Nachrichten',
    emptyDoctor: 'Fragen Sie, was Sie vor dem Gespräch wissen möchten.',
    emptyPatient: 'Schreiben Sie, was die Praxis vor dem Gespräch wissen soll.',
    cardTitle: 'Vertraulicher Chat',
    cardLead: (name) => `Schreiben Sie ${name}, während Sie warten und nach dem Gespräch.`,
    cardOpen: (unread) => (unread === 0 ? 'Chat öffnen' : `Chat öffnen, ${upTo99(unread)} ungelesen`),
    state: {
      waiting: 'Wartet auf das Senden',
      sending: 'Wird gesendet',
      sent: 'Gesendet',
      delivered: 'Zugestellt',
      read: 'Gelesen',
    },
    notSent: 'Nicht gesendet.',
    retry: 'Noch einmal',
    discard: 'Löschen',
    file: 'Datei',
    fileNote: 'Diese App kann Dateien noch nicht öffnen.',
  },
};
