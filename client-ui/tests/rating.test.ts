// What comes after a consultation: the patient's rating, and the ways on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { setStage } from './stage.ts';

const { page, open, show, sent } = setStage(looks.phone);

test('stars are large enough for a thumb and one radio group that says what each means', async () => {
  await open('ended_completed_patient');
  const group = page().getByRole('group', { name: 'How was your consultation?' });
  const names = await group.getByRole('radio').evaluateAll((all) => all.map((one) => one.closest('label')?.textContent.trim()));
  assert.deepEqual(names, ['1 star: Very poor', '2 stars: Poor', '3 stars: All right', '4 stars: Good', '5 stars: Very good']);
  for (const star of await group.locator('label').all()) {
    const { width, height } = (await star.boundingBox()) ?? { width: 0, height: 0 };
    assert.ok(width >= 44 && height >= 44, `${width} by ${height}`);
  }
});

test('nothing is sent before a star is chosen; what was typed outlives a failure', async () => {
  await open('ended_completed_patient');
  assert.equal(await page().getByTestId('rate-call').count(), 0);
  await page().getByTestId('star-2').check();
  await page().getByTestId('rating-comment').fill('It broke up.');
  await page().getByTestId('rate-call').click();
  await show('ended_rating');
  // A second press while the first is on its way says nothing.
  await page().getByTestId('rate-call').click({ force: true });
  await show('ended_rating_failed');
  assert.match((await page().getByTestId('form-problem').textContent()) ?? '', /can’t be reached/);
  assert.equal(await page().getByTestId('rating-comment').inputValue(), 'It broke up.');
  assert.deepEqual(await sent(), [{ do: 'rate_call', stars: 2, comment: 'It broke up.' }]);
});

test('a given rating can be changed, or left as it is', async () => {
  await open('ended_rated');
  assert.match((await page().getByTestId('rating').textContent()) ?? '', /You gave 4 stars: Good\./);
  await page().getByTestId('rating-change').click();
  assert.equal(await page().getByTestId('star-4').isChecked(), true);
  await page().getByTestId('rating-keep').click();
  assert.equal(await page().evaluate(() => document.activeElement?.getAttribute('data-testid')), 'thanks');
  await page().getByTestId('rating-change').click();
  await page().getByTestId('star-5').check();
  await page().getByTestId('rate-call').click();
  assert.deepEqual(await sent(), [{ do: 'rate_call', stars: 5, comment: '' }]);
});

test('the ways on: the session, the chat, a further time, other sessions', async () => {
  await open('ended_rated_unread');
  assert.equal(await page().getByTestId('write-after').getAttribute('aria-label'), 'Write to Dr. Ana Weber, 2 unread');
  await page().getByTestId('home-after').click();
  assert.deepEqual(await sent(), [{ do: 'close_call' }, { do: 'show_home' }]);
  await open('ended_rated');
  await page().getByRole('button', { name: 'Book another time with Dr. Ana Weber' }).click();
  assert.deepEqual(await sent(), [{ do: 'close_call' }, { do: 'open_booking', doctor_id: 'doctor-0199' }]);
});

test('calls that ended otherwise are neither rated nor followed by the next patient', async () => {
  for (const name of ['ended_missed', 'ended_missed_patient', 'ended_lost', 'ended_never_connected', 'ended_declined', 'ended_cancelled']) {
    await open(name);
    assert.equal(await page().getByTestId('rating').count(), 0, name);
    assert.equal(await page().getByTestId('invite-after').count(), 0, name);
    assert.equal(await page().getByTestId('close-call').count(), 1, name);
  }
});
