// A list that goes on says so, in both languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { setStage } from './stage.ts';

const { page, open, sent } = setStage(looks.germanPhone);

test('what is behind a page is asked for by a press, in German', async () => {
  await open('patient-home-more');
  await page().getByRole('button', { name: 'Mehr anzeigen' }).click();
  assert.deepEqual(await sent(), [{ do: 'show_more_schedules' }]);
});

test('a list that is whole offers no more', async () => {
  await open('patient-home');
  assert.equal(await page().getByTestId('show-more').count(), 0);
});
