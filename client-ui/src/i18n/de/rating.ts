// The German words of what comes after a consultation.

import type { RatingTexts } from '../en/rating';

const five = ['Sehr schlecht', 'Schlecht', 'In Ordnung', 'Gut', 'Sehr gut'] as const;

export const ratingDe: RatingTexts = {
  rating: {
    title: 'Wie war Ihr Gespräch?',
    lead: 'Ihre Bewertung hilft der Praxis. Gelesen wird sie ohne Ihren Namen, und erst ab fünf Bewertungen. Sie können sie eine Woche lang ändern.',
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
    left: (name, n) => (n === 1 ? `Von ${name} ist eine Nachricht für Sie da.` : `Von ${name} sind ${n} Nachrichten für Sie da.`),
    nothingLeft: (name) => `Sie können einander eine Woche lang schreiben: Was ${name} Ihnen schickt, steht unter Nachrichten.`,
    chat: (name) => `${name} schreiben`,
    chatUnread: (name, unread) => `${name} schreiben, ${unread} ungelesen`,
    book: 'Weiteren Termin buchen',
    bookNamed: (name) => `Weiteren Termin buchen bei ${name}`,
    home: 'Andere Sprechstunden',
    next: 'Nächste Person einladen',
    nextInTurn: 'Als Nächstes, und bereit',
  },
};
