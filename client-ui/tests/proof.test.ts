// A code that was mailed: typed, asked for again, and for another address.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { setStage } from './stage.ts';

const { page, open, show, sent } = setStage(looks.phone);

test('what was typed to register is still there for whoever comes back to mend the address', async () => {
  await open('register');
  await page().getByTestId('name').fill('Maria Keller');
  await page().getByTestId('email').fill('maria@mail.exampel');
  await show('register-code');
  assert.equal(await page().getByTestId('code-sent').textContent(), 'We sent a code to maria@mail.example');
  assert.equal(await page().evaluate(() => document.activeElement?.textContent), 'Check your mail');
  await page().getByTestId('proof-back').click();
  await show('register');
  assert.equal(await page().getByTestId('email').inputValue(), 'maria@mail.exampel');
  assert.deepEqual(await sent(), [{ do: 'leave_proof' }]);
});

test('a code is given once, and one that is wrong stays to be mended', async () => {
  await open('register-code');
  const code = page().getByTestId('code');
  await code.press('Enter');
  assert.match((await page().locator('.problem').textContent()) ?? '', /Please fill this in/);
  await code.fill('0123-4567');
  await code.press('Enter');
  await show('register-code-busy');
  await page().getByTestId('prove').click({ force: true });
  await show('register-code-wrong');
  assert.match((await page().locator('.problem').textContent()) ?? '', /not the code/);
  assert.equal(await code.inputValue(), '0123-4567');
  assert.deepEqual(await sent(), [{ do: 'prove_address', code: '0123-4567' }]);
});

test('another code can be had after a minute, and it empties the field', async () => {
  await open('register-code');
  assert.equal(await page().getByTestId('code-again').count(), 0);
  assert.equal(await page().getByTestId('code-wait').textContent(), 'Another code in 48 seconds.');
  await page().getByTestId('code').fill('0123-4567');
  await show('register-code-again');
  await page().getByTestId('code-again').click();
  assert.deepEqual(await sent(), [{ do: 'send_code_again' }]);
});

test('whoever is signed in is asked above what they wanted, may do it later, or use another address', async () => {
  await open('waiting-room-not-joined');
  await page().getByTestId('reason').fill('A cough');
  await show('proof');
  const dialog = page().getByRole('dialog', { name: 'Confirm your e-mail address' });
  await dialog.getByTestId('proof-later').click();
  await show('waiting-room-not-joined');
  assert.equal(await page().getByTestId('reason').inputValue(), 'A cough');
  await show('proof');
  await page().getByTestId('change-address').click();
  await page().getByTestId('new-email').fill('maria.keller@mail.example');
  await page().getByTestId('change-password-check').fill('patient123');
  await page().getByTestId('change-send').click();
  await show('proof-change-wrong');
  assert.match((await page().locator('dialog .problem').textContent()) ?? '', /not your current password/);
  assert.equal(await page().getByTestId('new-email').inputValue(), 'maria.keller@mail.example');
  const change = { do: 'change_address', email: 'maria.keller@mail.example', current_password: 'patient123' };
  assert.deepEqual(await sent(), [{ do: 'leave_proof' }, change]);
});
