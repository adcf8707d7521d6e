// The German words for a patient's card.

import type { PatientTexts } from '../en/patients';

export const patientsDe: PatientTexts = {
  patientCard: {
    title: 'Patientin oder Patient',
    open: 'Angaben zur Person',
    openNamed: (name) => `Angaben zu ${name}`,
    close: 'Angaben schließen',
    born: (date) => `geboren am ${date}`,
    phone: 'Telefon',
    emergency: 'Im Notfall verständigen',
    address: 'Adresse',
    languages: 'Spricht',
    none: 'Nicht angegeben',
    audited: 'Dass Sie sie angesehen haben, wird festgehalten.',
  },
};
