// The German words for patients whom a doctor blocks.

import type { BlocksTexts } from '../en/blocks';

export const blocksDe: BlocksTexts = {
  blocks: {
    title: 'Gesperrte Personen',
    empty: 'Sie haben niemanden gesperrt. „Sperren“ finden Sie neben einer Person in der Warteliste und bei einem Termin.',
    block: 'Sperren',
    blockNamed: (name) => `${name} sperren`,
    blocked: 'Gesperrt',
    since: (day) => `seit ${day}`,
    lift: 'Entsperren',
    liftNamed: (name) => `${name} entsperren`,
    askTitle: (name) => `${name} sperren?`,
    effects: [
      'Diese Person kann bei Ihnen nicht mehr buchen, warten, anrufen oder schreiben.',
      'Ein Platz in Ihrer Warteliste und unbeantwortete Anfragen enden sofort. Vereinbartes bleibt; sagen Sie es selbst ab.',
      'Sie liest nur, dass Sie online keine Buchung annehmen können und dass sie in der Praxis anrufen soll.',
    ],
    undo: 'Sie können das jederzeit rückgängig machen, hier oder in Ihrem Profil.',
    confirm: 'Sperren',
  },
};
