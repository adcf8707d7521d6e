// What is known of one patient among those whom the doctor has blocked.

import type { BlockedRow, BlocksView, UserId } from '../generated/types';

/** The patient's row; null where they are not blocked, and nothing while that is not known. */
export function blockedRow(blocks: BlocksView | null, patientId: UserId): BlockedRow | null | undefined {
  if (blocks?.rows.state !== 'loaded') return undefined;
  return blocks.rows.value.find(({ patient }) => patient.patient_id === patientId) ?? null;
}
