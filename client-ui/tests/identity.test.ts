// What a call says of who is at its other end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { focusedOn } from './keys.ts';
import { setStage } from './stage.ts';

const { page, open } = setStage(looks.desk, { fresh: true });

const panel = () => page().getByTestId('call-identity');

async function openPanel(name: string): Promise<string> {
  await open(name);
  await page().getByTestId('open-identity').click();
  return (await panel().innerText()).replaceAll(/\s+/g, ' ').trim();
}

test('the number stands beside the call, with what to do, and is read out digit by digit', async () => {
  const words = await openPanel('call-identity-known');
  assert.match(words, /Is this really Dr. Ana Weber\? Read this number to each other: .*\d{3} \d{3} If the numbers differ, hang up/);
  const number = page().getByTestId('number');
  const shown = await number.locator('[aria-hidden=true]').innerText();
  const said = await number.locator('.hidden-text').textContent();
  assert.match(shown, /^\d{3} \d{3}$/);
  assert.deepEqual(said?.split(' '), [...shown.replace(' ', '')]);
  assert.equal(await panel().getAttribute('role'), 'dialog');
});

test('the panel is closed by Escape or its button, and makes room for the devices', async () => {
  await openPanel('call-identity-known');
  await page().keyboard.press('Escape');
  assert.equal(await panel().count(), 0);
  assert.equal(await focusedOn(page()), 'open-identity');
  await page().keyboard.press('Enter');
  await page().getByTestId('call-identity-close').click();
  assert.equal(await panel().count(), 0);
  assert.equal(await focusedOn(page()), 'open-identity');
  await page().keyboard.press('Enter');
  await page().keyboard.press('d');
  assert.equal(await panel().count(), 0);
  assert.equal(await page().getByTestId('call-devices').count(), 1);
  await page().getByTestId('open-identity').click();
  assert.equal(await page().getByTestId('call-devices').count(), 0);
});

test('each state has its words, and what is unusual is told without asking', async () => {
  for (const [name, words, sign] of [
    ['first', /for the first time/, null],
    ['known', /first talked to this device of Dr. Ana Weber on 8 October 2026|October 8, 2026/, null],
    ['new', /a device that you have not talked to before/, 'Dr. Ana Weber: new device'],
    ['no-number', /number to compare is not there yet/, null],
    ['unsigned', /can’t be checked: the app of Dr. Ana Weber or the clinic’s server is too old\.$/, null],
    ['no-longer-signed', /Earlier calls with Dr. Ana Weber could be checked/, 'This call can’t be checked'],
  ] as const) {
    assert.match(await openPanel(`call-identity-${name}`), words, name);
    const signs = await page().getByTestId('identity-sign').allInnerTexts();
    assert.deepEqual(
      signs.map((text) => text.trim()),
      sign === null ? [] : [sign],
      name,
    );
  }
  assert.match(await openPanel('call-active'), /has not said yet who it is/);
});

test('a refused connection says so and why, during the call and after it', async () => {
  await open('call-identity-refused');
  const refused = page().getByTestId('refused');
  assert.equal(await refused.getAttribute('role'), 'alert');
  assert.match(await refused.innerText(), /This device refused the connection\s+What came in the name of Dr. Ana Weber was not signed/);
  assert.equal(await page().getByTestId('connecting').count(), 0);
  assert.equal(await page().getByTestId('end-call').isVisible(), true);
  await open('call-ended-refused');
  const words = await page().getByTestId('ended').innerText();
  assert.match(words, /was not signed by Dr. Ana Weber’s device/);
  assert.doesNotMatch(words, /firewall/);
});
