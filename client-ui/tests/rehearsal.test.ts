// A patient tries the ring in the waiting room.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks, visit } from './gallery.ts';
import { focusedOn } from './keys.ts';
import { setStage } from './stage.ts';

const { page, newlySent: sent, gallery } = setStage(looks.desk);

test('it is asked for in one press, and the answer keeps the focus', async () => {
  await visit(page(), gallery().address('device-check-passed'));
  await page().getByTestId('try-ring').click();
  assert.deepEqual((await sent()).at(-1), { do: 'try_ring' });
  await visit(page(), gallery().address('device-check-ring-asking'));
  await page().getByTestId('ring-heard').focus();
  await page().keyboard.press('Enter');
  assert.deepEqual((await sent()).at(-1), { do: 'answer_ring', heard: true });
  assert.equal(await focusedOn(page()), 'try-ring');
});

test('what the system does not tell is said as such', async () => {
  await visit(page(), gallery().address('device-check-ring-asking'));
  assert.match(await page().getByTestId('platform-notifications').innerText(), /are not shown/);
  assert.equal(await page().getByText('cannot be known here').count(), 2);
  await visit(page(), gallery().address('device-check-not-joined'));
  assert.equal(await page().getByTestId('try-ring').count(), 0, 'nobody waits to be called');
});
