// The English words for a person's own profile.

export const profileEn = {
  profile: {
    title: 'Your profile',
    signedInAs: (email: string) => `Signed in as ${email}`,
    about: 'About you',
    specialty: 'Specialty',
    bio: 'About your practice',
    bioHint: 'Patients read this when they choose a doctor.',
    licence: 'Licence number',
    licenceHint: 'Only the administrators of your clinic see it.',
    phone: 'Phone',
    address: 'Address',
    emergency: 'Emergency contact',
    emergencyHint: 'Whom to call, and at which number',
    zone: 'Time zone',
    zoneHint: 'All times in the app are shown in it.',
    languages: 'Languages you speak',
    save: 'Save profile',
    saved: 'Saved',
    language: 'Language',
    languageHint: 'Applies to this device at once.',
    deviceLanguage: 'As the device',
    password: 'Password',
    passwordLead: 'When it changes, all other devices are signed out, and your calendar feed ends.',
    currentPassword: 'Current password',
    newPassword: 'New password',
    wrongPassword: 'This is not your current password.',
    changePassword: 'Change password',
    passwordChanged: 'Password changed',
  },
};

export type ProfileTexts = typeof profileEn;
