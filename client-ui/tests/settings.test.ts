// The settings: a page of the window that the core knows nothing of.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { focusedOn, tabTo } from './keys.ts';
import { setStage } from './stage.ts';

const { page, open, show, newlySent: sent } = setStage(looks.desk, { fresh: true });

const landed = () => page().waitForFunction(() => document.activeElement?.tagName === 'H1');

test('they are reached and left by keys, signed in and signed out', async () => {
  for (const name of ['doctor-home', 'waiting-room', 'profile', 'sign-in']) {
    await open(name);
    await tabTo(page(), 'settings');
    await page().keyboard.press('Enter');
    await landed();
    assert.equal(await focusedOn(page()), 'settings-title');
    await tabTo(page(), 'close-settings', { key: 'Shift+Tab' });
    await page().keyboard.press('Enter');
    await landed();
    assert.equal(await page().getByTestId('settings-title').count(), 0);
  }
});

test('what the core shows next comes before the settings', async () => {
  await open('settings');
  await page().getByTestId('settings-title').waitFor();
  await show('waiting-room');
  await page().getByTestId('queue-entry').waitFor();
  await page().getByTestId('settings').click();
  await page().getByTestId('profile').click();
  assert.equal(await page().getByTestId('settings-title').count(), 0);
  assert.deepEqual(await sent(), [{ do: 'show_profile' }]);
});

test('a theme holds against the device, at once and when the page is opened anew', async () => {
  await open('settings');
  const paper = () => page().evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page().getByTestId('theme-dark').check();
  const dark = await paper();
  assert.notEqual(dark, light);
  await open('sign-in');
  assert.equal(await paper(), dark);
  await page().getByTestId('settings').click();
  assert.equal(await page().getByTestId('theme-dark').isChecked(), true);
  await page().getByTestId('theme-system').check();
  assert.equal(await paper(), light);
  await page().emulateMedia({ colorScheme: 'dark' });
  assert.equal(await paper(), dark);
});

test("the language chosen by hand stays, the settings stay open, and the device's can be chosen again", async () => {
  await open('settings');
  await page().getByTestId('app-language').selectOption('de');
  await page().getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
  assert.equal(await page().evaluate(() => document.documentElement.lang), 'de');
  await page().getByTestId('app-language').selectOption('');
  await page().getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
});

test('another server is asked about first, because it signs out', async () => {
  await open('settings');
  await page().getByTestId('server-url').fill('');
  await page().getByTestId('server-save').click();
  await page().getByText('Please fill this in.').waitFor();
  await page().getByTestId('server-url').fill('https://clinic.example');
  await page().getByTestId('server-save').click();
  await page().getByText('This is the server in use.').waitFor();
  await page().getByTestId('server-url').fill('https://other.example');
  await page().keyboard.press('Enter');
  assert.match((await page().locator('dialog').textContent()) ?? '', /You are signed out here.*https:\/\/other\.example/s);
  assert.deepEqual(await sent(), []);
  await page().getByTestId('server-confirm').click();
  assert.deepEqual(await sent(), [{ do: 'set_server', url: 'https://other.example' }]);
});

test('signed out there is nothing to ask', async () => {
  await open('settings-signed-out');
  await page().getByTestId('server-url').fill('http://127.0.0.1:8080');
  await page().getByTestId('server-save').click();
  assert.deepEqual(await sent(), [{ do: 'set_server', url: 'http://127.0.0.1:8080' }]);
});

test('a choice changes one device and keeps the others, one that is gone is named', async () => {
  await open('settings-doctor');
  assert.equal(await page().getByTestId('choose-microphone').inputValue(), 'mic-9');
  assert.match(await page().getByTestId('choose-microphone').innerText(), /Desk Microphone \(not plugged in\)/);
  await page().getByTestId('choose-camera').selectOption('cam-1');
  await page().getByTestId('headset').click();
  await page().getByTestId('choose-microphone').selectOption('');
  const desk = { id: 'mic-9', name: 'Desk Microphone' };
  const choice = { do: 'choose_devices', camera: null, microphone: desk, speaker: null, ring: null, headset: true };
  assert.deepEqual(await sent(), [
    { ...choice, camera: { id: 'cam-1', name: 'Integrated Webcam' } },
    { ...choice, headset: false },
    { ...choice, microphone: null },
  ]);
});

test('two devices of one name are told apart, and the name finds one whose id is gone', async () => {
  await open('settings-twins');
  const speaker = page().getByTestId('choose-speaker');
  assert.match(await speaker.innerText(), /USB-Headset \(1\)\s+USB-Headset \(2\)/);
  assert.equal(await speaker.inputValue(), 'out-2');
  assert.equal(await page().getByTestId('choose-ring').inputValue(), 'out-1');
  await speaker.selectOption('out-1');
  const [first, second, gone] = ['out-1', 'out-2', 'out-9'].map((id) => ({ id, name: 'USB-Headset' }));
  assert.deepEqual(await sent(), [{ do: 'choose_devices', camera: null, microphone: null, speaker: first, ring: gone, headset: false }]);
  await speaker.selectOption('out-2');
  assert.deepEqual((await sent()).at(-1), {
    do: 'choose_devices',
    camera: null,
    microphone: null,
    speaker: second,
    ring: gone,
    headset: false,
  });
});

test('the ring is tried out here, too', async () => {
  await open('settings');
  await page().getByTestId('test-speaker').click();
  await show('settings-ring');
  await page().getByTestId('speaker-heard').click();
  assert.deepEqual(await sent(), [{ do: 'test_speaker' }, { do: 'answer_speaker', heard: true }]);
  assert.equal(await focusedOn(page()), 'test-speaker');
});

test('an address that is not used is named, and the field is there to mend it', async () => {
  for (const [name, words] of [
    ['sign-in-no-server', 'could be read on the way'],
    ['sign-in-malformed-server', 'is not the address of a server'],
  ] as const) {
    await open(name);
    const field = page().getByTestId('server-url');
    await field.waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await page().getByText(words).waitFor();
    await page().getByText('Please enter the address of your clinic').waitFor();
  }
  await page().getByTestId('server-url').fill('clinic.example');
  await page().getByTestId('server-save').click();
  assert.deepEqual(await sent(), [{ do: 'set_server', url: 'clinic.example' }]);
});
