// The German words for past visits and calls.

import type { HistoryTexts } from '../en/history';

export const historyDe: HistoryTexts = {
  history: {
    title: 'Besuche und Anrufe',
    lead: 'Was stattgefunden hat, und was nicht zustande kam.',
    tabs: 'Nachrichten und frühere Besuche',
    kind: { queue: 'Sprechstunde', appointment: 'Termin', direct: 'Anruf' },
    talked: (duration) => `Gesprochen: ${duration}`,
    minutes: (n) => (n < 1 ? 'weniger als eine Minute' : `${n} Min.`),
    thread: 'Nachrichten',
    threadNamed: (name, when, unread) =>
      unread === 0 ? `Nachrichten mit ${name}, ${when}` : `Nachrichten mit ${name}, ${when}, ${unread} ungelesen`,
    book: 'Buchen',
    bookNamed: (name) => `Einen Termin bei ${name} buchen`,
    rate: 'Bewerten',
    rateAnew: 'Bewertung ändern',
    rateNamed: (name, when) => `Bewerten: ${name}, ${when}`,
    rateAnewNamed: (name, when) => `Bewertung ändern: ${name}, ${when}`,
    rateTitle: 'Ihre Bewertung',
    rated: (stars) => `Von Ihnen: ${stars}.`,
    ratings: 'Was Ihre Patientinnen und Patienten sagen',
    ratingsFew: (count, from) =>
      `Bisher ${count === 1 ? '1 Bewertung' : `${count} Bewertungen`}. Gezeigt werden sie ab ${from}, damit niemand daran zu erkennen ist.`,
    mean: (mean, count) => `${mean} von 5 Sternen, aus ${count} Bewertungen`,
    commentsLead: 'Was dazu geschrieben wurde, ohne Namen',
    noComments: 'Noch hat niemand etwas dazu geschrieben.',
    emptyTitle: 'Noch keine Besuche und Anrufe',
    empty: 'Hier finden Sie sie später wieder, mit allem, was Sie einander geschrieben haben.',
  },
};
