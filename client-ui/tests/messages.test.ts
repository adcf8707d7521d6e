// The own threads: walked by keys, opened, left again; and how what is told leads to its thing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import * as people from './people.ts';
import { setStage, written } from './stage.ts';

const { page, open, show, sent, newlySent } = setStage(looks.desk);

const focusedThread = () => page().evaluate(() => document.activeElement?.getAttribute('data-thread'));

test('the list is walked by keys, Enter opens a thread, and Escape leads back to its line', async () => {
  await open('messages');
  const lines = page().getByTestId('thread');
  assert.equal(await lines.count(), 3);
  await lines.first().focus();
  await page().keyboard.press('ArrowDown');
  assert.notEqual(await focusedThread(), people.encounter);
  await page().keyboard.press('ArrowUp');
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [{ do: 'open_thread', encounter_id: people.encounter }]);
  await show('messages-open');
  await page().waitForFunction(() => document.activeElement?.getAttribute('data-testid') === 'chat-text');
  assert.equal(await lines.first().getAttribute('aria-current'), 'true');
  await page().keyboard.press('Escape');
  assert.deepEqual((await sent()).at(-1), { do: 'close_chat' });
  await show('messages');
  await page().waitForFunction((id) => document.activeElement?.getAttribute('data-thread') === id, people.encounter);
});

test('a line says who, what, how many are unread and whether one may write', async () => {
  await open('messages');
  const texts = await page().getByTestId('thread').allInnerTexts();
  assert.match(texts[1] ?? '', /Dr\. Jonas Lindqvist[\s\S]*2 unread[\s\S]*Call[\s\S]*Open until/);
  assert.match(texts[2] ?? '', /Appointment[\s\S]*Closed/);
  assert.equal(await page().getByTestId('nav-messages').getAttribute('aria-label'), 'Messages, 2 unread');
  assert.equal(await page().getByTestId('nav-messages').getAttribute('aria-current'), 'page');
});

test('a closed thread can be read and has no field', async () => {
  await open('messages-closed');
  assert.ok((await page().getByTestId('chat-line').count()) > 3);
  assert.equal(await page().getByTestId('chat-text').count(), 0);
  assert.equal(await page().getByTestId('chat-closed').count(), 1);
});

test('every line of the bell that leads somewhere leads there, and so do notices', async () => {
  const inbox = (await written('inbox')).inbox;
  assert.ok(inbox?.lines.state === 'loaded');
  const leads = inbox.lines.value.map((line) => line.opens).filter((opens) => opens !== null);
  assert.ok(leads.length >= 5, JSON.stringify(leads));
  for (const [index, lead] of leads.entries()) {
    await open('inbox');
    await page().getByTestId('bell').click();
    await newlySent();
    await page().getByTestId('open-told').nth(index).click();
    assert.deepEqual(await newlySent(), [lead]);
  }
  await open('notices-doctor');
  await page().getByTestId('notice').filter({ hasText: 'Aylin Demir wrote' }).getByTestId('open-noticed').click();
  assert.deepEqual((await newlySent())[0], { do: 'open_thread', encounter_id: people.encounter });
});

test('what a press on the bell leads to is not hidden by the settings', async () => {
  await open('inbox');
  await page().getByTestId('settings').click();
  await page().getByTestId('bell').click();
  await page().getByTestId('open-told').first().click();
  await page().waitForFunction(() => document.querySelector('[data-testid="settings"][aria-current]') === null);
});
