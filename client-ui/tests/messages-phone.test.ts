// On a phone, the list and a thread take turns on the whole screen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { setStage } from './stage.ts';

const { page, open, newlySent } = setStage(looks.germanPhone);

test('a thread takes the screen, with its field in sight and a way back', async () => {
  await open('messages-open');
  assert.equal(await page().getByTestId('thread').first().isVisible(), false);
  const field = await page().getByTestId('chat-text').boundingBox();
  const bar = await page().getByTestId('nav-messages').boundingBox();
  assert.ok(field && bar && field.y + field.height <= bar.y, JSON.stringify({ field, bar }));
  await newlySent();
  await page().getByTestId('all-messages').click();
  assert.deepEqual((await newlySent()).at(-1), { do: 'close_chat' });
});

test('nothing is chosen for a person who only looks at the list', async () => {
  await open('messages');
  assert.equal(await page().getByTestId('thread').count(), 3);
  assert.equal(await page().getByTestId('chat').count(), 0);
});
