// Why a call ended, in words from the reader's side.

import type { CallKind, Cause } from '../generated/types';
import { t, type Ending } from '../i18n';

/** Their words say what becomes of a place in a queue, which is news for a moment. */
const ofQueue: (Cause | null)[] = ['person_declined', 'caller_cancelled'];

export const isOfQueue = (cause: Cause | null): boolean => ofQueue.includes(cause);

export function causeWords(kind: CallKind, cause: Cause | null, ending: Ending): string | null {
  // What becomes of a place in a queue says nothing about an appointment or a direct call.
  if (cause === null || (kind !== 'queue' && isOfQueue(cause))) return null;
  return kind === 'appointment' && cause === 'visit_withdrawn' ? t.appointmentCall.givenUp : t.ended.cause[cause](ending);
}
