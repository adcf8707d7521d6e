// The German words for sessions: both homes, planning, counts.

import type { ScheduleTexts } from '../en/schedules';

export const schedulesDe: ScheduleTexts = {
  schedule: {
    status: { upcoming: 'Geplant', online: 'Online', completed: 'Beendet' },
    today: 'Heute',
    tomorrow: 'Morgen',
    yesterday: 'Gestern',
    waiting: (n) => `${n} wartend`,
    waitingLabel: (n) => (n === 1 ? 'Person wartet' : 'Personen warten'),
    nobodyWaiting: 'Niemand wartet',
    capacity: (n) => (n === 1 ? '1 Platz' : `${n} Plätze`),
    open: 'Öffnen',
    openNamed: (title) => `${title} öffnen`,
  },

  doctorHome: {
    title: 'Ihre Sprechstunden',
    create: 'Neue Sprechstunde',
    emptyTitle: 'Noch keine Sprechstunden',
    empty: 'Planen Sie Ihre erste Sprechstunde. Patienten können sich sofort einreihen, und Sie laden sie ein, sobald Sie online sind.',
    onlineNow: 'Sie sind online',
    enter: 'Zum Sprechzimmer',
    later: 'Geplant',
    dialogTitle: 'Neue Sprechstunde',
    dialogLead: 'Patienten sehen Titel, Zeit und Beschreibung.',
    name: 'Titel',
    namePlaceholder: 'Sprechstunde am Vormittag',
    date: 'Datum',
    starts: 'Beginn',
    ends: 'Ende',
    nextDay: 'Endet am folgenden Tag.',
    capacity: 'Höchstzahl in der Warteliste',
    description: 'Beschreibung',
    descriptionPlaceholder: 'Worum es geht, was bereitliegen soll',
    zone: (zone) => `Zeiten gelten für ${zone}.`,
    submit: 'Sprechstunde anlegen',
  },

  patientHome: {
    title: 'Ärztlichen Rat holen',
    lead: 'Wählen Sie eine Sprechstunde und nehmen Sie einen Platz. Ihr Gerät klingelt, wenn Sie an der Reihe sind.',
    onlineNow: 'Jetzt online',
    later: 'Demnächst',
    past: 'Beendet',
    join: 'Platz nehmen',
    look: 'Ansehen',
    emptyTitle: 'Zurzeit ist keine Sprechstunde geplant',
    empty: 'Neue Sprechstunden erscheinen hier von selbst.',
    withNamed: (doctor, title) => `${title} bei ${doctor}`,
  },

  plan: {
    change: 'Ändern',
    changeNamed: (title) => `${title} ändern`,
    changeTitle: 'Sprechstunde ändern',
    changeLead: 'Wer schon einen Platz hat, sieht die Änderung sofort.',
    save: 'Änderungen speichern',
    delete: 'Löschen',
    deleteNamed: (title) => `${title} löschen`,
    deleteTitle: (title) => `„${title}“ löschen?`,
    deleteText: (when) =>
      `${when}. Noch hat niemand einen Platz genommen. Patienten finden die Sprechstunde dann nicht mehr, und das lässt sich nicht rückgängig machen.`,
    deleteConfirm: 'Sprechstunde löschen',
    keep: 'Behalten',
  },

  overview: {
    ready: 'Bereit',
    waiting: 'Nicht bereit',
    in_call: 'Im Gespräch',
    present: 'Verbunden',
  },
};
