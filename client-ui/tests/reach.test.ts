// Being reached: what a doctor chooses about the app itself, and what closing the window means.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { setStage } from './stage.ts';

const { page, open, show } = setStage(looks.desk);

const said = (): Promise<string[]> => page().evaluate(() => window.shellSaid);
const closeWindow = (): Promise<void> => page().evaluate(() => window.closeWindow());
const byId = (id: string) => page().getByTestId(id);

test('a doctor is asked once how patients reach them', async () => {
  await open('doctor-home', '&reach');
  await byId('keep-running').click();
  await byId('autostart').click();
  await byId('reach-done').click();
  assert.deepEqual(await said(), ['{"keep_running":true}', '{"autostart":true}', '{"asked":true}']);
  assert.equal(await byId('reach-asked').count(), 0);
});

test('the choices stand in the settings', async () => {
  await open('settings-doctor');
  await byId('reach-settings').waitFor();
  await byId('keep-running').click();
  assert.deepEqual(await said(), ['{"keep_running":true}']);
});

test('whoever closes the window reads what that means, and can stay', async () => {
  await open('doctor-home-empty');
  await closeWindow();
  await page().getByRole('dialog').getByText('no patient can ring you').waitFor();
  await page().keyboard.press('Escape');
  assert.equal(await page().getByRole('dialog').count(), 0);
  assert.deepEqual(await said(), ['stays']);
  await closeWindow();
  await byId('closing-go-on').click();
  assert.deepEqual(await said(), ['stays', '{"keep_running":true,"asked":true}', 'stays']);
  await closeWindow();
  await byId('closing-close').click();
  assert.equal((await said()).at(-1), 'closes');
});

test('a ring is never behind the question', async () => {
  await open('waiting-room');
  await closeWindow();
  await page().getByRole('dialog').getByText('it does not ring').waitFor();
  await show('call-incoming');
  await byId('accept').waitFor();
  assert.equal(await page().locator('dialog[open]').count(), 0);
  assert.deepEqual(await said(), ['stays']);
});
