// Every word the app says, in German.

import type { Texts } from '../en';
import { accountDe } from './account';
import { appointmentsDe } from './appointments';
import { blocksDe } from './blocks';
import { callDe } from './call';
import { chatDe } from './chat';
import { commonDe } from './common';
import { devicesDe } from './devices';
import { directDe } from './direct';
import { errorsDe } from './errors';
import { historyDe } from './history';
import { messagesDe } from './messages';
import { notificationsDe } from './notifications';
import { patientsDe } from './patients';
import { profileDe } from './profile';
import { queueDe } from './queue';
import { ratingDe } from './rating';
import { schedulesDe } from './schedules';

export const de: Texts = {
  dir: 'ltr',
  app: 'MedConsult',
  tagline: 'Ärztliche Zeit, wo immer Sie sind.',
  ...accountDe,
  ...appointmentsDe,
  ...blocksDe,
  ...callDe,
  ...chatDe,
  ...commonDe,
  ...devicesDe,
  ...directDe,
  ...errorsDe,
  ...historyDe,
  ...messagesDe,
  ...notificationsDe,
  ...patientsDe,
  ...profileDe,
  ...queueDe,
  ...ratingDe,
  ...schedulesDe,
};
