// The English words that every screen shares.

import type { Role } from '../../generated/types';

export const seconds = (n: number) => (n === 1 ? '1 second' : `${n} seconds`);

export const commonEn = {
  common: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
    dismiss: 'Dismiss',
    retry: 'Try again',
    loading: 'Loading',
    more: 'Show more',
    opening: 'Opening MedConsult',
    optional: 'optional',
    signOut: 'Sign out',
    working: 'One moment',
    noWindow: 'This page is part of the MedConsult app. Please open the app instead.',
    notices: 'Messages',
    skip: 'Skip to content',
  },

  failed: {
    screen: {
      title: 'This can’t be shown',
      text: 'Something in it is not as this app expects, and its log says what. Nothing is lost. Try again, or go on elsewhere.',
    },
    call: {
      title: 'The call can’t be shown',
      text: 'It may still be under way, and the other side may see and hear you. Try again, or leave it.',
    },
    home: 'Go to the first page',
    leave: 'Leave the call',
    reload: 'Load the app anew',
    begin: 'MedConsult could not be drawn. Please close the app and open it again.',
  },

  role: { patient: 'Patient', doctor: 'Doctor', admin: 'Administrator' } satisfies Record<Role, string>,

  link: {
    label: 'Connection',
    online: 'Online',
    connecting: 'Connecting',
    reconnecting: 'Offline',
    reconnectingIn: (s: number) => (s > 0 ? `Offline, next try in ${s} s` : 'Offline, trying now'),
  },
};

export type CommonTexts = typeof commonEn;
