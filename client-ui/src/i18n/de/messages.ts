// The German words for the own threads.

import type { MessageTexts } from '../en/messages';
import { upTo99 } from '../numbers';

export const messagesDe: MessageTexts = {
  messages: {
    title: 'Nachrichten',
    lead: 'Was Sie einander geschrieben haben, vor, bei und nach einem Besuch.',
    list: 'Unterhaltungen',
    kind: { queue: 'Sprechstunde', appointment: 'Termin', direct: 'Anruf' },
    unread: (n) => `${upTo99(n)} ungelesen`,
    own: (text) => `Sie: ${text}`,
    file: (name) => `Datei: ${name}`,
    until: (day) => `Offen bis ${day}`,
    closed: 'Geschlossen',
    back: 'Alle Nachrichten',
    choose: 'Wählen Sie eine Unterhaltung',
    chooseText: 'Sie können alle lesen und in den offenen antworten.',
    empty: 'Hier wurde noch nichts geschrieben.',
    emptyTitle: 'Noch keine Nachrichten',
    emptyText: 'Sie beginnen mit einem Besuch: Ab dann können Sie einander hier schreiben.',
    navUnread: (name, n) => `${name}, ${upTo99(n)} ungelesen`,
  },
};
