// What a call says of its connection, and its keys.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { focusedOn } from './keys.ts';
import { first, setStage } from './stage.ts';

declare global {
  interface Window {
    /** Hertz of the tones that were played. */
    notes: number[];
  }
}

const { page, open, show, newlySent: sent } = setStage(looks.desk, { fresh: true });

const sign = () => page().getByTestId('quality');

test('a weak connection is named with its cause, a good one is quiet', async () => {
  await open('call-active');
  assert.equal(await sign().getAttribute('role'), 'status');
  assert.equal((await sign().innerText()).trim(), 'Good connection');
  assert.equal(await sign().locator('.hidden-text').count(), 1);
  for (const [cause, grade, words] of [
    ['no-path', 'Bad', 'nothing arrives'],
    ['bandwidth', 'Weak', 'slow network'],
    ['loss', 'Weak', 'parts get lost'],
    ['delay', 'Weak', 'long delay'],
    ['relay', 'Weak', 'long way over the relay'],
    ['machine', 'Weak', 'this device is busy'],
  ]) {
    await open(`call-quality-${cause}`);
    assert.equal((await sign().innerText()).trim(), `${grade} connection${words}`);
    assert.equal(await sign().locator('svg').count(), 1);
  }
});

test('one bad second is not worth a word, two are, and the words do not flicker', async () => {
  await page().clock.install();
  await page().clock.pauseAt(Date.now() + 1000);
  await open('call-active');
  const grade = () => sign().getAttribute('data-grade');
  for (let flap = 0; flap < 4; flap += 1) {
    await show('call-quality-loss');
    await page().clock.runFor(1000);
    assert.equal(await grade(), 'good');
    await show('call-active');
    await page().clock.runFor(1000);
    assert.equal(await grade(), 'good');
  }
  await show('call-quality-loss');
  await page().clock.runFor(1000);
  await show('call-quality-delay');
  await page().clock.runFor(1100);
  assert.match(await sign().innerText(), /Weak connection.*long delay/s);
  // Each second another cause: the first one stays.
  for (const cause of ['loss', 'bandwidth', 'loss', 'bandwidth', 'loss']) {
    await show(`call-quality-${cause}`);
    await page().clock.runFor(1000);
    assert.match(await sign().innerText(), /long delay/);
  }
  await page().clock.runFor(3100);
  assert.match(await sign().innerText(), /parts get lost/);
  await show('call-active');
  await page().clock.runFor(3000);
  assert.equal(await grade(), 'weak');
  await page().clock.runFor(1100);
  assert.equal(await grade(), 'good');
});

test('single keys switch, lead to the end, and leave lists and the system alone', async () => {
  await open('call-active');
  for (const key of ['m', 'v', 'M']) await page().keyboard.press(key);
  await page().keyboard.press('Control+m');
  assert.deepEqual(await sent(), [
    { do: 'set_microphone', on: false },
    { do: 'set_camera', on: false },
    { do: 'set_microphone', on: false },
  ]);
  await page().keyboard.press('e');
  assert.equal(await focusedOn(page()), 'end-call');
  await page().keyboard.press('?');
  assert.equal(await focusedOn(page()), 'choose-camera');
  assert.deepEqual(
    (await page().getByTestId('key-list').locator('kbd').allInnerTexts()).map((key) => key.trim()),
    ['M', 'V', 'D', 'E', '?', 'Esc'],
  );
  await page().keyboard.press('m');
  assert.deepEqual(await sent(), []);
  await page().keyboard.press('Escape');
  assert.equal(await page().getByTestId('call-devices').count(), 0);
  assert.equal(await focusedOn(page()), 'call-tools');
});

test('single keys can be switched off, which is kept', async () => {
  await open('call-active');
  await page().keyboard.press('d');
  await page().getByTestId('use-keys').click();
  assert.equal(await page().getByTestId('key-list').count(), 0);
  await open('call-active-doctor');
  for (const key of ['m', 'v', 'd', 'e', '?']) await page().keyboard.press(key);
  assert.deepEqual(await sent(), []);
  assert.equal(await page().getByTestId('call-devices').count(), 0);
});

test('a device is switched within the call, which goes on beside it', async () => {
  await open('call-active');
  await page().getByTestId('call-tools').click();
  await page().getByTestId('choose-speaker').selectOption('out-2');
  const choice = first(await sent());
  assert.deepEqual([choice.do, choice.speaker?.id, choice.camera], ['choose_devices', 'out-2', null]);
  await page().getByTestId('microphone').click({ timeout: 2000 });
  assert.deepEqual(await sent(), [{ do: 'set_microphone', on: false }]);
  await show('call-interrupted-offline');
  assert.equal(await page().getByTestId('call-devices').count(), 1);
});

test('two falling notes when the connection drops, two rising ones when it is back', async () => {
  await page().addInitScript(() => {
    window.notes = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      window.notes.push(this.frequency.value);
      start.call(this, when);
    };
  });
  const notes = () => page().evaluate(() => window.notes.splice(0));
  await open('call-interrupted-offline');
  assert.deepEqual(await notes(), []);
  await show('call-active');
  await show('call-quality-loss');
  const back = await notes();
  await show('call-interrupted-offline');
  const dropped = await notes();
  assert.deepEqual(back, [392, 523]);
  assert.deepEqual(dropped, [523, 392]);
});

test('that an interruption is over is said for a moment, and nothing of it at the start', async () => {
  await page().clock.install();
  const back = () => page().getByTestId('back-again');
  await open('call-active');
  assert.equal(await back().count(), 0);
  await show('call-interrupted');
  assert.equal(await back().count(), 0);
  await show('call-active');
  assert.equal((await back().innerText()).trim(), 'You are connected again');
  assert.equal(await back().locator('xpath=..').getAttribute('role'), 'status');
  // The view comes anew each second and takes nothing away.
  await show('call-quality-loss');
  await page().clock.runFor(4000);
  assert.equal(await back().count(), 1);
  await page().clock.runFor(1100);
  assert.equal(await back().count(), 0);
});
