// What comes after a consultation: the patient's rating, and the ways on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import * as people from './people.ts';
import { setStage } from './stage.ts';

const { page, open, show, sent } = setStage(looks.phone);

test('stars are large enough for a thumb and one radio group that says what each means', async () => {
  await open('call-ended-completed');
  const group = page().getByRole('group', { name: 'How was your consultation?' });
  const names = await group.getByRole('radio').evaluateAll((all) => all.map((one) => one.closest('label')?.textContent.trim()));
  assert.deepEqual(names, ['1 star: Very poor', '2 stars: Poor', '3 stars: All right', '4 stars: Good', '5 stars: Very good']);
  for (const star of await group.locator('label').all()) {
    const { width, height } = (await star.boundingBox()) ?? { width: 0, height: 0 };
    assert.ok(width >= 44 && height >= 44, `${width} by ${height}`);
  }
});

test('nothing is sent before a star is chosen; what was typed outlives a failure', async () => {
  await open('call-ended-completed');
  assert.equal(await page().getByTestId('rate-call').count(), 0);
  await page().getByTestId('star-2').check();
  await page().getByTestId('rating-comment').fill('It broke up.');
  await page().getByTestId('rate-call').click();
  await show('call-ended-rating');
  // A second press while the first is on its way says nothing.
  await page().getByTestId('rate-call').click({ force: true });
  await show('call-ended-rating-failed');
  assert.match((await page().getByTestId('form-problem').textContent()) ?? '', /does not answer/);
  assert.equal(await page().getByTestId('rating-comment').inputValue(), 'It broke up.');
  assert.deepEqual(await sent(), [{ do: 'rate_call', stars: 2, comment: 'It broke up.' }]);
});

test('a given rating can be changed, or left as it is', async () => {
  await open('call-ended-rated');
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
  await open('call-ended-rated-unread');
  assert.equal(await page().getByTestId('write-after').getAttribute('aria-label'), 'Write to Dr. Ana Weber, 2 unread');
  await page().getByTestId('home-after').click();
  assert.deepEqual(await sent(), [{ do: 'close_call' }, { do: 'show_home' }]);
  await open('call-ended-rated');
  await page().getByRole('button', { name: 'Book another time with Dr. Ana Weber' }).click();
  assert.deepEqual(await sent(), [{ do: 'close_call' }, { do: 'open_booking', doctor_id: people.doctor }]);
});

test('calls that ended otherwise are not rated, and lead on to the next patient at the doctor alone', async () => {
  for (const [name, invites] of [
    ['call-ended-missed', 1],
    ['call-ended-never-connected', 1],
    ['call-ended-declined', 1],
    ['call-ended-missed-patient', 0],
    ['call-ended-lost', 0],
    ['call-ended-cancelled', 0],
  ] as const) {
    await open(name);
    assert.equal(await page().getByTestId('rating').count(), 0, name);
    assert.equal(await page().getByTestId('invite-after').count(), invites, name);
    assert.equal(await page().getByTestId('close-call').count(), 1, name);
  }
});
