// Blocking a patient is asked about first, said in words, and undone in one press.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import * as people from './people.ts';
import { setStage } from './stage.ts';

const { page, open, sent } = setStage(looks.desk);

test('from a row of the queue, after a question', async () => {
  await open('practice-room');
  const row = page().locator(`[data-testid=queue-row][data-patient="${people.maria}"]`);
  await row.getByTestId('more').click();
  await page().getByRole('button', { name: 'Block Maria Keller' }).click();
  const asks = page().getByRole('dialog', { name: 'Block Maria Keller?' });
  await asks.getByTestId('block-keep').click();
  assert.deepEqual(await sent(), []);
  await row.getByTestId('more').click();
  await page().getByRole('button', { name: 'Block Maria Keller' }).click();
  await asks.getByTestId('block-confirm').click();
  assert.deepEqual(await sent(), [{ do: 'block_patient', patient_id: people.maria }]);
});

test('from an appointment, and never by a patient', async () => {
  await open('appointment-doctor');
  await page().getByRole('button', { name: 'Block Maria Keller' }).click();
  await page().getByTestId('block-confirm').click();
  assert.deepEqual(await sent(), [{ do: 'block_patient', patient_id: people.maria }]);
  await open('appointment');
  assert.equal(await page().getByTestId('block').count(), 0);
});

test('the list lifts it again', async () => {
  await open('profile-doctor-blocked');
  assert.equal(await page().getByTestId('blocked-patient').count(), 2);
  await page().getByRole('button', { name: 'Unblock Maria Keller' }).click();
  assert.deepEqual(await sent(), [{ do: 'unblock_patient', patient_id: people.maria }]);
  await open('practice-room-blocked');
  await page().getByTestId('more').first().click();
  await page().getByTestId('unblock').click();
  assert.deepEqual(await sent(), [{ do: 'unblock_patient', patient_id: people.maria }]);
});
