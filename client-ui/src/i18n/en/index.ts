// Every word the app says, in English. The other languages have this file's type, so that a
// missing text fails the type check.

import { accountEn } from './account';
import { appointmentsEn } from './appointments';
import { blocksEn } from './blocks';
import { callEn } from './call';
import { chatEn } from './chat';
import { commonEn } from './common';
import { devicesEn } from './devices';
import { directEn } from './direct';
import { errorsEn } from './errors';
import { historyEn } from './history';
import { messagesEn } from './messages';
import { notificationsEn } from './notifications';
import { patientsEn } from './patients';
import { profileEn } from './profile';
import { queueEn } from './queue';
import { ratingEn } from './rating';
import { schedulesEn } from './schedules';

export const en = {
  dir: 'ltr' as 'ltr' | 'rtl',
  app: 'MedConsult',
  tagline: 'A doctor’s time, wherever you are.',
  ...accountEn,
  ...appointmentsEn,
  ...blocksEn,
  ...callEn,
  ...chatEn,
  ...commonEn,
  ...devicesEn,
  ...directEn,
  ...errorsEn,
  ...historyEn,
  ...messagesEn,
  ...notificationsEn,
  ...patientsEn,
  ...profileEn,
  ...queueEn,
  ...ratingEn,
  ...schedulesEn,
};

export type Texts = typeof en;
