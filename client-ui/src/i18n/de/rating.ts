// The German words of what comes after a consultation.

import type { RatingTexts } from '../en/rating';

const five = ['Sehr schlecht', 'Schlecht', 'In Ordnung', 'Gut', 'Sehr gut'] as const;

export const ratingDe: RatingTexts = {
  rating: {
    title: 'Wie war Ihr Gespräch?',
    lead: 'Ihre Bewertung hilft der Praxis. Sie können sie einen Tag lang ändern.',
    meaning: (stars) => five[stars - 1] ?? '',
    stars: (stars) => (stars === 1 ? '1 Stern' : `${stars} Sterne`),
    comment: 'Was möchten Sie noch sagen?',
    commentHint: 'Bitte schreiben Sie hier nichts, was eine Antwort braucht; dafür ist der Chat da.',
    send: 'Bewertung senden',
    change: 'Bewertung ändern',
    keep: 'So lassen',
    thanks: 'Danke für Ihre Bewertung',
    given: (stars, meaning) => `Sie haben ${stars} gegeben: ${meaning}.`,
  },

  afterCall: {
    toSession: 'Zurück zur Sprechstunde',
    toQueue: 'Zurück zur Warteschlange',
    chat: (name) => `${name} schreiben`,
    chatUnread: (name, unread) => `${name} schreiben, ${unread} ungelesen`,
    book: 'Weiteren Termin buchen',
    bookNamed: (name) => `Weiteren Termin buchen bei ${name}`,
    home: 'Andere Sprechstunden',
    next: 'Nächste Person einladen',
    nextInTurn: 'Als Nächstes, und bereit',
  },
};
