// Those who have to wait longer: set back with a word, written to, told of the session's end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import * as people from './people.ts';
import { setStage } from './stage.ts';

const { page, open, sent } = setStage(looks.desk);

const row = (patient: string) => page().locator(`[data-testid="queue-row"][data-patient="${patient}"]`);

test('a patient is set back with a word, and not without one', async () => {
  await open('practice-room');
  await row(people.maria).getByTestId('more').click();
  await page().getByTestId('set-back').click();
  await page().getByTestId('set-back-end').check();
  await page().getByTestId('set-back-confirm').click();
  assert.deepEqual(await sent(), []);
  assert.match(await page().getByRole('dialog').innerText(), /fill this in/);
  await page().getByTestId('set-back-text').fill('An emergency comes first.');
  await page().getByTestId('set-back-confirm').click();
  assert.deepEqual(await sent(), [{ do: 'set_back', patient_id: people.maria, to: 'end', text: 'An emergency comes first.' }]);
});

test('everybody who waits is written to at once', async () => {
  await open('practice-room');
  await page().getByTestId('tell-waiting').click();
  assert.match(await page().getByRole('dialog').innerText(), /all 5 who wait/);
  await page().getByTestId('tell-text').fill('Half an hour longer.');
  await page().getByTestId('tell-send').click();
  assert.deepEqual(await sent(), [{ do: 'tell_waiting', text: 'Half an hour longer.' }]);
});

test('a session ends with a sentence of the clinic, with own words, or with none', async () => {
  const end = async (choice: string, text?: string) => {
    await open('practice-room');
    await page().getByTestId('end-session').click();
    assert.match(await page().getByRole('dialog').innerText(), /5 people are still waiting/);
    await page().getByTestId(`closing-${choice}`).check();
    if (text !== undefined) await page().getByTestId('closing-text').fill(text);
    await page().getByTestId('end-session-confirm').click();
    return sent();
  };
  assert.deepEqual(await end('nothing'), [{ do: 'end_session' }]);
  assert.deepEqual(await end('emergency'), [{ do: 'end_session_saying', words: { say: 'template', template: 'emergency' } }]);
  assert.deepEqual(await end('own', 'I am ill.'), [{ do: 'end_session_saying', words: { say: 'text', text: 'I am ill.' } }]);
  assert.deepEqual(await end('own', ' '), []);
});

test('a place is handed over to a colleague who is online, with a word', async () => {
  await open('practice-room-colleagues');
  await row(people.maria).getByTestId('more').click();
  await page().getByTestId('hand-over').click();
  assert.match(await page().getByRole('dialog').innerText(), /Dr. Jonas Lindqvist/);
  await page().getByTestId('hand-over-text').fill('My colleague knows more.');
  await page().getByTestId('hand-over-confirm').click();
  const intents = await sent();
  assert.deepEqual(intents[0], { do: 'look_for_colleagues' });
  assert.deepEqual(intents[1], { do: 'hand_over', patient_id: people.maria, to: people.skin, text: 'My colleague knows more.' });
});

test('nobody is there to hand a place over to', async () => {
  await open('practice-room-alone');
  await row(people.maria).getByTestId('more').click();
  await page().getByTestId('hand-over').click();
  assert.match(await page().getByRole('dialog').innerText(), /No colleague is online/);
  assert.equal(await page().getByTestId('hand-over-confirm').count(), 0);
});
