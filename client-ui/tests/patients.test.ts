// A patient's card: one press from the row, the appointment and the call, and back again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import * as people from './people.ts';
import { setStage } from './stage.ts';

const { page, open, show, newlySent } = setStage(looks.desk);

const card = () => page().getByTestId('patient-card');

test('one press opens it, Escape puts it away, and the focus is back on the button', async () => {
  await open('practice-room');
  const button = page().locator(`[data-patient="${people.maria}"]`).getByTestId('open-patient');
  await button.focus();
  await page().keyboard.press('Enter');
  assert.deepEqual(await newlySent(), [{ do: 'open_patient', patient_id: people.maria }]);
  await show('patient-card');
  await page().waitForFunction(() => document.activeElement?.closest('[data-testid="patient-card"]') !== null);
  await page().keyboard.press('Escape');
  assert.deepEqual(await newlySent(), [{ do: 'close_patient' }]);
  await show('practice-room');
  await page().waitForFunction(() => document.activeElement?.getAttribute('data-testid') === 'open-patient');
});

test('it says whom to call and how, and that the look is written down', async () => {
  await open('patient-card');
  const text = await card().innerText();
  for (const words of [
    /Maria Keller/,
    /42 years/,
    /born 2 May 1984/,
    /Jonas Keller/,
    /Hauptplatz 3/,
    /German and English/,
    /written down/,
  ]) {
    assert.match(text, words);
  }
  assert.equal(await card().getByRole('link').getAttribute('href'), 'tel:+436601234567');
  await open('patient-card-bare');
  assert.match(await card().innerText(), /Phone\s+Not given/);
});

test('it lies beside the call and covers none of its controls’ keys', async () => {
  await open('patient-card-call');
  assert.ok(await card().isVisible());
  await newlySent();
  await page().getByTestId('close-patient').click();
  assert.deepEqual(await newlySent(), [{ do: 'close_patient' }]);
  await show('call-active-doctor');
});
