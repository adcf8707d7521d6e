// A patient rings a doctor without an appointment: the doctor's card, and what the patient may do when
// nothing comes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { focusedOn, tabTo, takesKeys } from './keys.ts';
import * as people from './people.ts';
import { first, setStage } from './stage.ts';

const { page, open, show, sent } = setStage(looks.desk);

const seen = { do: 'invitation_seen' };

test('the card leaves the focus where the doctor works, and one key leads to it', async () => {
  await open('practice-room');
  await page().getByTestId('more').first().focus();
  await show('direct-card');
  await page().getByTestId('direct-card').waitFor();
  assert.equal(await focusedOn(page()), 'more');
  assert.deepEqual(await sent(), [seen]);
  assert.match(await page().getByTestId('direct-card').getByRole('status').innerText(), /Maria Keller is calling you: The rash is back/);
  await page().keyboard.press('F6');
  assert.equal(await focusedOn(page()), 'card-accept');
  await takesKeys(page());
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [seen, { do: 'accept' }]);
});

test('declining takes one press, and no key does it by accident', async () => {
  await open('direct-card');
  await page().keyboard.press('Escape');
  assert.deepEqual(await sent(), [seen]);
  await page().keyboard.press('F6');
  await tabTo(page(), 'card-decline', { most: 3 });
  await takesKeys(page());
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [seen, { do: 'decline' }]);
});

test('a message goes with it: a ready one, or own words', async () => {
  await open('direct-card');
  await page().keyboard.press('F6');
  await tabTo(page(), 'card-more', { most: 4 });
  await page().keyboard.press('Enter');
  await tabTo(page(), 'quick-reply', { most: 2 });
  await page().keyboard.press('Enter');
  const ready = { do: 'decline_with', message: 'I am with a patient. Please try again later.' };
  assert.deepEqual((await sent()).slice(1), [ready]);
  await page().getByTestId('card-words').fill('  Call the ward  ');
  await page().keyboard.press('Enter');
  assert.deepEqual((await sent()).slice(1), [ready, { do: 'decline_with', message: 'Call the ward' }]);
});

test('it can be answered while a dialog is open, and comes back when that closes', async () => {
  await open('practice-room');
  await page().getByTestId('end-session').click();
  await show('direct-card');
  await page().getByTestId('card-accept').click();
  assert.deepEqual((await sent()).at(-1), { do: 'accept' });
  await page().keyboard.press('Escape');
  await page().locator('dialog').waitFor({ state: 'detached' });
  await page().getByTestId('card-decline').click();
  assert.deepEqual((await sent()).at(-1), { do: 'decline' });
  await show('practice-room');
  await page().getByTestId('direct-card').waitFor({ state: 'detached' });
});

test('a patient who was declined calls again or puts it away', async () => {
  await open('direct-declined');
  assert.match(await page().getByTestId('decline-message').innerText(), /Please book a time for this afternoon/);
  await page().getByTestId('call-again').click();
  assert.deepEqual(await sent(), [{ do: 'close_call' }, { do: 'call_doctor', doctor_id: people.doctor, reason: 'The rash is back' }]);
});

test('the bell calls back in one press', async () => {
  await open('direct-missed-bell');
  await page().getByTestId('bell').click();
  await page().getByRole('button', { name: 'Call back: Maria Keller' }).click();
  assert.deepEqual((await sent()).at(-1), { do: 'call_back', call_id: people.call });
  assert.equal(await page().locator('dialog').count(), 0);
});

test('a doctor takes direct calls or not at once', async () => {
  await open('profile-doctor');
  const { accepts_direct_calls: before } = await page().evaluate(() => ({
    accepts_direct_calls: document.querySelector('[data-testid="accepts-calls"]')?.getAttribute('aria-checked') === 'true',
  }));
  await page().getByTestId('accepts-calls').click();
  const intent = first(await sent());
  assert.equal(intent.do, 'save_profile');
  assert.equal(intent.role, 'doctor');
  assert.equal(intent.accepts_direct_calls, !before);
});

test('a patient calls from the directory with a few words, and learns why not elsewhere', async () => {
  await open('doctors');
  await page().getByTestId('call-doctor').first().click();
  await page().getByTestId('call-reason').fill('  The rash is back ');
  await page().keyboard.press('Enter');
  const call = { do: 'call_doctor', doctor_id: people.doctor, reason: 'The rash is back' };
  assert.deepEqual(await sent(), [call]);
  assert.equal(await page().locator('dialog').count(), 0);
  // A refused one says why, and does nothing.
  const second = page().getByTestId('doctor').nth(1);
  assert.equal(await second.getByTestId('call-why').innerText(), 'In another call at the moment');
  await second.getByTestId('call-doctor').click({ force: true });
  assert.equal(await page().locator('dialog').count(), 0);
  assert.deepEqual(await sent(), [call]);
});

test('who was declined may book instead', async () => {
  await open('direct-declined');
  await page().getByTestId('book-instead').click();
  assert.deepEqual(await sent(), [{ do: 'close_call' }, { do: 'open_booking', doctor_id: people.doctor }]);
});

test('people choose how they are told', async () => {
  await open('settings-doctor');
  await page().getByTestId('choose-new_message-os').check();
  await page().getByTestId('choose-appointment_reminder-mail').uncheck();
  const chosen = (await sent()).filter((intent) => intent.do === 'choose_notification');
  assert.deepEqual(chosen, [
    { do: 'choose_notification', kind: 'new_message', in_app: true, os: true, mail: null },
    { do: 'choose_notification', kind: 'appointment_reminder', in_app: true, os: true, mail: false },
  ]);
  assert.equal(await page().getByTestId('choose-appointment_changed-os').isDisabled(), true);
});
