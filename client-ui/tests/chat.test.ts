// What a person does in a chat with keys and pointer, and what the app is told of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import * as people from './people.ts';
import { drawn, keyOfLine, setStage } from './stage.ts';

const { page, open, show, sent } = setStage(looks.desk);

const focused = () => page().evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName);
const fromTheEnd = () =>
  page()
    .getByTestId('chat-log')
    .evaluate((list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight));

test('who opens a chat can write at once: Enter sends, Shift and Enter begin a line', async () => {
  await open('chat-waiting-empty');
  assert.equal(await focused(), 'chat-text');
  await page().keyboard.type('Good');
  await page().keyboard.press('Shift+Enter');
  await page().keyboard.type('morning');
  await page().keyboard.press('Enter');
  const written = (await sent()).filter((intent) => intent.do === 'write_message');
  assert.deepEqual(written, [{ do: 'write_message', text: 'Good\nmorning' }]);
  assert.equal(await page().getByTestId('chat-text').inputValue(), '');
  assert.equal(await focused(), 'chat-text');
});

test('nothing but blanks is not sent, and typing is told', async () => {
  await open('chat-waiting-empty');
  await page().keyboard.type('  ');
  await page().keyboard.press('Enter');
  // It says that it is disabled, but it can be pressed all the same.
  await page().getByTestId('chat-send').click({ force: true });
  await page().getByTestId('chat-text').focus();
  await page().keyboard.type('x');
  await page().keyboard.press('Backspace');
  const told = (await sent()).map((intent) => (intent.do === 'set_typing' ? intent.typing : intent.do));
  assert.deepEqual(told, [false, false, true, false]);
});

test('Escape closes the chat, and the focus returns to the button that opened it', async () => {
  await open('chat-practice-unread');
  const button = page().getByTestId('open-chat').first();
  await button.focus();
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [{ do: 'open_chat', encounter_id: people.encounter }]);
  await show('chat-practice');
  await page().waitForFunction(() => document.activeElement?.getAttribute('data-testid') === 'chat-text');
  await page().keyboard.press('Escape');
  assert.deepEqual((await sent()).at(-1), { do: 'close_chat' });
  await show('chat-practice-unread');
  await page().waitForFunction((id) => document.activeElement?.closest('[data-chat]')?.getAttribute('data-chat') === id, people.encounter);
});

test('what is typed outlives the panel', async () => {
  await open('chat-waiting-empty');
  await page().keyboard.type('half a thought');
  await show('call-incoming');
  await show('chat-waiting-empty');
  assert.equal(await page().getByTestId('chat-text').inputValue(), 'half a thought');
});

test('the newest line is in sight, and stays so when one is added', async () => {
  await open('chat-practice-various');
  await page().waitForFunction(() => document.querySelectorAll('[data-testid="chat-line"]').length > 10);
  assert.ok((await fromTheEnd()) <= 2, 'at the end');
  await show('chat-practice-more');
  await drawn(page());
  assert.ok((await fromTheEnd()) <= 2, 'still at the end');
});

test('who reads further up is not pulled down, nor pushed by earlier lines', async () => {
  await open('chat-practice-various');
  const list = page().getByTestId('chat-log');
  await list.evaluate((element) => (element.scrollTop = 40));
  await show('chat-practice-more');
  await drawn(page());
  assert.equal(await list.evaluate((element) => element.scrollTop), 40);
  const mark = page().getByTestId('chat-line').filter({ hasText: 'the table on its second page' });
  const before = (await mark.boundingBox())?.y ?? Number.NaN;
  await show('chat-practice-with-earlier');
  await drawn(page());
  const after = (await mark.boundingBox())?.y ?? Number.NaN;
  assert.ok(Math.abs(after - before) <= 2, `${before} became ${after}`);
});

test('a covered chat is not looked at', async () => {
  await open('chat-waiting');
  await show('chat-call');
  await drawn(page());
  const looks = (await sent()).filter((intent) => intent.do === 'look_at_chat').map((intent) => intent.looking);
  assert.equal(looks[0], false, JSON.stringify(looks));
});

test('a refused message is tried again or given up by its key', async () => {
  const key = await keyOfLine('chat-waiting-unsent', 'failed');
  await open('chat-waiting-unsent');
  await page().getByTestId('chat-retry').click();
  await page().getByTestId('chat-discard').click();
  const asked = (await sent()).filter((intent) => 'key' in intent);
  assert.deepEqual(asked, [
    { do: 'retry_message', key },
    { do: 'discard_message', key },
  ]);
});

test('a closed chat offers no field, and a log is announced politely', async () => {
  await open('chat-waiting-closed');
  assert.equal(await page().getByTestId('chat-text').count(), 0);
  assert.equal(await page().getByTestId('chat-closed').count(), 1);
  assert.equal(await page().getByRole('log').getAttribute('aria-live'), 'polite');
  await open('chat-practice-earlier');
  assert.equal(await page().getByRole('log').getAttribute('aria-live'), 'off');
});

test('the button in the call opens and closes, and counts', async () => {
  await open('chat-call-unread');
  const button = page().getByTestId('call').getByTestId('open-chat');
  assert.equal(await button.getAttribute('aria-label'), 'Chat with Dr. Ana Weber, 3 unread');
  await button.click();
  await show('chat-call');
  await button.click();
  const asked = (await sent()).filter((intent) => intent.do?.endsWith('_chat') && intent.do !== 'look_at_chat');
  assert.deepEqual(asked, [{ do: 'open_chat', encounter_id: people.encounter }, { do: 'close_chat' }]);
});
