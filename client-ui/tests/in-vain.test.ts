// Invitations that came to nothing: called again in one press, or after a word, and "I am here now".

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import * as people from './people.ts';
import { setStage } from './stage.ts';

const { page, open, sent } = setStage(looks.desk);

const row = (patient: string) => page().locator(`[data-testid="queue-row"][data-patient="${patient}"]`);

test('who was not reached is invited again in one press, and the row says why', async () => {
  await open('practice-room-in-vain');
  const failed = row(people.maria).getByTestId('failed-ring');
  assert.equal(await failed.getAttribute('data-outcome'), 'missed');
  assert.match(await failed.innerText(), /Did not answer at .+Their device rang, and nobody answered\./s);
  await row(people.maria).getByRole('button', { name: 'Invite again: Maria Keller' }).click();
  assert.deepEqual(await sent(), [{ do: 'invite', patient_id: people.maria }]);
  assert.match(await row(people.aylin).getByTestId('here-since').innerText(), /Here again since/);
});

test('who declined is invited after a word, which may be taken back', async () => {
  await open('practice-room-in-vain');
  await row(people.john).getByTestId('invite').click();
  assert.match(await page().getByRole('dialog').innerText(), /John Doe declined the last invitation/);
  await page().getByTestId('invite-cancel').click();
  assert.equal(await page().getByRole('dialog').count(), 0);
  assert.deepEqual(await sent(), []);
  await row(people.john).getByTestId('invite').click();
  await page().getByTestId('invite-anyway').click();
  assert.deepEqual(await sent(), [{ do: 'invite_anyway', patient_id: people.john }]);
});

test('whoever is ready and gone keeps the place, and the room says so', async () => {
  await open('practice-room-gone');
  assert.match(await page().getByTestId('nobody-ready').innerText(), /Whoever is ready is not connected/);
  assert.equal(await row(people.maria).getByTestId('passed-over').count(), 1);
});

test('the patient says to be here now, in the waiting room and on the screen of the call', async () => {
  const schedule_id = people.morning;
  await open('waiting-room-in-vain');
  assert.match(await page().getByTestId('failed-ring').innerText(), /did not reach you/);
  await page().getByTestId('say-here').click();
  assert.deepEqual(await sent(), [{ do: 'say_here', schedule_id }]);
  await open('call-ended-missed-patient');
  await page().getByTestId('say-here-after').click();
  assert.deepEqual(await sent(), [{ do: 'say_here', schedule_id }]);
});

test('the doctor calls again from the screen of the call, or goes on to the next by name', async () => {
  await open('call-ended-missed');
  await page().getByTestId('invite-again').click();
  assert.deepEqual(await sent(), [{ do: 'invite', patient_id: people.maria }]);
  await open('call-ended-never-connected');
  assert.match(await page().getByTestId('next-after').innerText(), /Aylin Demir/);
  await page().getByTestId('invite-after').click();
  assert.deepEqual(await sent(), [{ do: 'invite', patient_id: people.aylin }]);
  await open('call-ended-declined');
  assert.equal(await page().getByTestId('invite-again').count(), 0);
});
