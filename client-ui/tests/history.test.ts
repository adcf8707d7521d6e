// Past visits and calls: what they say from the reader's side, and what may be done about them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import * as people from './people.ts';
import { setStage } from './stage.ts';

const { page, open, newlySent } = setStage(looks.desk);

const rows = async () => page().getByTestId('past-call').allInnerTexts();

test('a patient reads who, when, for how long, and how it ended', async () => {
  await open('history');
  const told = await rows();
  assert.match(told[0] ?? '', /Dr\. Ana Weber[\s\S]*Talked 12 min[\s\S]*Consultation/);
  assert.match(told[1] ?? '', /You missed a call/);
  assert.match(told[2] ?? '', /Dr\. Ana Weber did not answer/);
  assert.match(told[3] ?? '', /declined the call[\s\S]*Please book a time for this afternoon/);
  assert.match(told[4] ?? '', /The connection was lost[\s\S]*went away/);
});

test('who rang in vain calls again, writes or books', async () => {
  await open('history');
  const row = page().getByTestId('past-call').nth(2);
  await row.getByTestId('redial').click();
  await row.getByTestId('past-thread').click();
  await row.getByTestId('past-book').click();
  const sent = await newlySent();
  assert.deepEqual(sent[0], { do: 'call_doctor', doctor_id: people.doctor, reason: '' });
  assert.equal(sent[1]?.do, 'open_thread');
  assert.deepEqual(sent[2], { do: 'open_booking', doctor_id: people.doctor });
});

test('a doctor calls back and books nothing', async () => {
  await open('history-doctor');
  const missed = page().getByTestId('past-call').first();
  assert.match(await missed.innerText(), /Tom Okafor[\s\S]*You missed a call/);
  await missed.getByTestId('redial').click();
  assert.equal((await newlySent())[0]?.do, 'call_back');
  assert.equal(await page().getByTestId('past-book').count(), 0);
});

test('messages and past visits lie side by side', async () => {
  await open('history');
  assert.equal(await page().getByTestId('tab-history').getAttribute('aria-current'), 'page');
  assert.equal(await page().getByTestId('nav-messages').getAttribute('aria-current'), 'true');
  await page().getByTestId('tab-messages').click();
  assert.deepEqual(await newlySent(), [{ do: 'show_messages' }]);
});

test('the bell says from the reader’s side who did not answer', async () => {
  await open('inbox');
  await page().getByTestId('bell').click();
  const line = page().getByTestId('inbox-line').first();
  assert.match(await line.innerText(), /Dr\. Jonas Lindqvist did not answer/);
  await line.getByTestId('open-told').click();
  assert.deepEqual((await newlySent()).at(-1), { do: 'show_history' });
});

test('a visit is rated, or rated anew, from its line', async () => {
  await open('history');
  await page().getByTestId('past-rate').click();
  assert.equal((await newlySent())[0]?.do, 'open_rating');
  await open('history-rating');
  await page().getByTestId('rating-change').click();
  assert.equal(await page().getByTestId('rating-comment').inputValue(), 'She took her time.');
  await page().getByTestId('star-5').check({ force: true });
  await page().getByTestId('rate-call').click();
  assert.deepEqual((await newlySent()).at(-1), { do: 'rate_past', stars: 5, comment: 'She took her time.' });
  await page().getByTestId('close-rating').click();
  assert.deepEqual((await newlySent()).at(-1), { do: 'close_rating' });
});

test('a doctor reads the own ratings from five on, and that they come then', async () => {
  await open('history-doctor');
  assert.match(await page().getByTestId('own-ratings').innerText(), /3 ratings so far[\s\S]*from 5 on/);
  await open('history-rated');
  const own = page().getByTestId('own-ratings');
  assert.match(await own.innerText(), /4\.6 of 5 stars, from 37 ratings/);
  await own.locator('summary').click();
  assert.match(await own.innerText(), /She took her time[\s\S]*5 stars · November 2026/);
});
