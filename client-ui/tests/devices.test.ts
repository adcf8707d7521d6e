// The check of devices: when they are on, and what is said about each of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import * as people from './people.ts';
import { setStage } from './stage.ts';

const { page, open, show, newlySent: sent } = setStage(looks.desk, { fresh: true });

const see = (state: DocumentVisibilityState) =>
  page().evaluate((visible) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visible });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);

test('the core hears whether anybody looks at the page', async () => {
  await open('waiting-room');
  const looks = () => page().evaluate(() => window.looks.splice(0));
  await looks();
  await see('hidden');
  assert.deepEqual(await looks(), [false]);
  await see('visible');
  assert.deepEqual(await looks(), [true]);
});

test('camera and microphone are on only while somebody looks at them', async () => {
  await open('waiting-room');
  assert.equal(await page().getByTestId('preview').count(), 0);
  await page().getByTestId('open-check').click();
  await show('device-check-heard');
  assert.deepEqual(await sent(), [{ do: 'open_check' }]);
  await see('hidden');
  assert.deepEqual(await sent(), [{ do: 'close_check' }]);
  await show('waiting-room');
  await see('visible');
  assert.deepEqual(await sent(), [{ do: 'open_check' }]);
  await show('device-check-heard');
  await page().getByTestId('back').click();
  await show('patient-home-checking');
  assert.deepEqual(await sent(), [{ do: 'show_home' }, { do: 'close_check' }]);
});

test('settings above the waiting room switch its camera off', async () => {
  await open('device-check-heard');
  await page().getByTestId('settings').click();
  assert.deepEqual(await sent(), [{ do: 'close_check' }]);
  await show('waiting-room');
  await page().getByTestId('toggle-preview').click();
  assert.deepEqual(await sent(), [{ do: 'open_check' }]);
  await show('device-check-heard');
  await page().getByTestId('preview').waitFor();
  await page().getByTestId('close-settings').click();
  assert.deepEqual(await sent(), [{ do: 'close_check' }]);
  assert.equal(await page().getByTestId('device-check').getAttribute('data-open'), 'false');
});

test('a wish that is not granted is not repeated with every view', async () => {
  await open('waiting-room');
  await page().getByTestId('open-check').click();
  for (const view of ['waiting-room-ready', 'waiting-room', 'waiting-room-offline']) await show(view);
  assert.deepEqual(await sent(), [{ do: 'open_check' }]);
});

test('a ring leaves the check alone, a call takes the devices and keeps them off afterwards', async () => {
  await open('device-check-heard');
  await show('call-incoming-checking');
  await show('call-active');
  await show('waiting-room');
  assert.deepEqual(
    (await sent()).filter(({ do: what }) => what?.endsWith('_check')),
    [],
  );
  assert.equal(await page().getByTestId('device-check').getAttribute('data-open'), 'false');
});

test('the own picture is drawn, and the meter follows the microphone', async () => {
  await open('device-check-heard');
  await page().waitForFunction(() => Number(document.querySelector<HTMLElement>('[data-testid="local-picture"]')?.dataset.frames) > 3);
  const meter = page().getByRole('meter', { name: 'Loudness at your microphone' });
  assert.equal(await meter.getAttribute('aria-valuenow'), '50');
  await show('device-check-begun');
  assert.equal(await meter.getAttribute('aria-valuenow'), '0');
  // Until the camera runs again, what was kept of it is not shown.
  assert.equal(await page().getByTestId('local-picture').count(), 0);
});

test('each trouble is named with what to do about it', async () => {
  const troubles: [state: string, part: string, verdict: string, words: RegExp][] = [
    ['refused', 'camera', 'failed', /not allowed.*privacy settings.*without a picture/s],
    ['refused', 'microphone', 'failed', /not allowed.*privacy settings/s],
    ['missing', 'camera', 'failed', /No camera.*Plug one in.*the doctor hears you/s],
    ['missing', 'microphone', 'failed', /No microphone.*headset/s],
    ['missing', 'speaker', 'failed', /can’t play sound.*eye on the screen/s],
    ['weak', 'microphone', 'weak', /Nothing is heard.*mute switch/s],
    ['weak', 'network', 'weak', /slow.*Wi-Fi.*sound comes first/s],
    ['tcp', 'network', 'failed', /slow.*Wi-Fi/s],
    ['blocked', 'network', 'failed', /No call gets through.*firewall.*another network/s],
    ['blocked', 'speaker', 'failed', /did not hear.*volume.*headphones/s],
  ];
  for (const [state, part, verdict, words] of troubles) {
    await open(`device-check-${state}`);
    const row = page().getByTestId(`check-${part}`);
    assert.equal(await row.getAttribute('data-verdict'), verdict);
    assert.match(await row.getByRole('status').innerText(), words, `${state}, ${part}`);
  }
});

test('the way that a call would take is told in words, with its figures', async () => {
  const ways: [state: string, words: RegExp[]][] = [
    ['passed', [/Direct, without a relay/, /46 ms/, /0%/, /1\.8 Mbit\/s/]],
    ['direct', [/Direct, without a relay/]],
    ['weak', [/Relay by TLS/, /430 ms/, /6%/, /240 kbit\/s/]],
    ['tcp', [/Relay by TCP, as UDP is blocked/, /There and back\s*unknown/]],
  ];
  for (const [state, words] of ways) {
    await open(`device-check-${state}`);
    const figures = await page().getByTestId('network-figures').innerText();
    for (const word of words) assert.match(figures, word, state);
  }
  await open('device-check-blocked');
  assert.equal(await page().getByTestId('network-figures').count(), 0);
});

test('each way that was tried is named, and a relay that is away is said', async () => {
  for (const [state, works] of [
    ['passed', 'true true true true'],
    ['direct', 'true false false false'],
    ['tcp', 'false false true false'],
    ['blocked', 'false false false false'],
  ]) {
    await open(`device-check-${state}`);
    const ways = page().getByTestId('network-ways').locator('li');
    const said = await ways.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.works).join(' '));
    assert.equal(said, works, state);
  }
  await open('device-check-direct');
  await page().getByText('Whether it reaches others is not known').waitFor();
});

test('the worst part decides, then what is still to do', async () => {
  for (const [state, verdict, words] of [
    ['heard', 'untested', 'Still to test: Speaker and Network'],
    ['passed', 'good', 'Everything works'],
    ['weak', 'weak', 'It works, with a limit'],
    ['closed-failed', 'failed', 'Something needs your attention'],
  ]) {
    await open(`device-check-${state}`);
    const line = page().getByTestId('check-overall');
    assert.deepEqual([await line.getAttribute('data-verdict'), (await line.innerText()).trim()], [verdict, words]);
  }
});

test('trying again closes the devices, and opens them as soon as they are closed', async () => {
  await open('device-check-refused');
  await page().getByTestId('retry-camera').click();
  assert.deepEqual(await sent(), [{ do: 'close_check' }]);
  await show('waiting-room');
  assert.deepEqual(await sent(), [{ do: 'open_check' }]);
});

test('the network is not tried while there is none', async () => {
  await open('device-check-offline');
  const button = page().getByTestId('test-network');
  assert.equal(await button.getAttribute('aria-disabled'), 'true');
  await button.dispatchEvent('click');
  assert.deepEqual(await sent(), []);
});

test('a ringtone that was not heard is said so', async () => {
  await open('device-check-asking');
  await page().getByTestId('speaker-not-heard').click();
  assert.deepEqual(await sent(), [{ do: 'answer_speaker', heard: false }]);
});

test('the doctor sees results as they land', async () => {
  await open('practice-room-untested');
  const line = page().locator(`[data-patient="${people.john}"]`).getByTestId('device-test');
  assert.equal(await line.count(), 0);
  await show('practice-room');
  assert.match(await line.innerText(), /Device test 2 of 4/);
  const flawed = page().locator(`[data-patient="${people.aylin}"]`).getByTestId('device-test');
  assert.match(await flawed.innerText(), /Camera failed \(not found\).*Network weak \(too slow\)/s);
  const passed = page().locator(`[data-patient="${people.maria}"]`).getByTestId('device-test');
  assert.equal((await passed.innerText()).trim(), 'Device test passed\nCall goes directly');
});

test('a dead input of the microphone is named', async () => {
  await open('device-check-heard');
  assert.equal(await page().getByTestId('dead-inputs').count(), 0);
  await show('device-check-one-input');
  assert.match(await page().getByTestId('dead-inputs').innerText(), /^Input 1 of this microphone is silent/);
});
