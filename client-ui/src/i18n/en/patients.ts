// The English words for a patient's card.

export const patientsEn = {
  patientCard: {
    title: 'Patient',
    open: 'Patient’s card',
    openNamed: (name: string) => `Card of ${name}`,
    close: 'Close the card',
    born: (date: string) => `born ${date}`,
    phone: 'Phone',
    emergency: 'Emergency contact',
    address: 'Address',
    languages: 'Speaks',
    none: 'Not given',
    audited: 'That you looked at it is written down.',
  },
};

export type PatientTexts = typeof patientsEn;
