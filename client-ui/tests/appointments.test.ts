// Finding a doctor, booking, appointments and the calendar, by keys and by pointer.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { focusedOn, tabTo } from './keys.ts';
import * as people from './people.ts';
import { setStage } from './stage.ts';

const { page, open, newlySent: sent } = setStage(looks.desk);

const data = (id: string, key: string) => page().getByTestId(id).getAttribute(`data-${key}`);
const onDay = () => page().evaluate(() => document.activeElement?.getAttribute('data-day'));
/** The calendar says which page it shows when it opens; that is not what these tests are about. */
const acts = async () => (await sent()).filter((intent) => intent.do !== 'show_period');

test('the menu leads everywhere and says where one is', async () => {
  await open('doctors');
  assert.equal(await page().getByTestId('nav-doctors').getAttribute('aria-current'), 'page');
  for (const [id, intent] of [
    ['nav-sessions', 'show_home'],
    ['nav-appointments', 'show_appointments'],
    ['nav-doctors', 'show_doctors'],
  ] as const) {
    await tabTo(page(), id);
    await page().keyboard.press('Enter');
    assert.deepEqual(await sent(), [{ do: intent }]);
  }
  await open('appointment');
  assert.equal(await page().getByTestId('nav-appointments').getAttribute('aria-current'), 'true');
  await open('availability');
  assert.equal(await page().getByTestId('nav-availability').getAttribute('aria-current'), 'page');
  assert.equal(await page().getByTestId('nav-doctors').count(), 0);
});

test('the search finds by name, specialty and language, without regard to accents', async () => {
  await open('doctors');
  const found = async (text: string) => {
    await page().getByTestId('doctor-search').fill(text);
    return page().getByTestId('doctor').count();
  };
  assert.equal(await found(''), 4);
  assert.equal(await found('dermat'), 1);
  assert.equal(await found('SLOVENIAN'), 1);
  assert.equal(await found('french cardio'), 1);
  assert.equal(await found('nobody'), 0);
  await page().getByTestId('doctor-search').fill('ana');
  await tabTo(page(), 'book-doctor');
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [{ do: 'open_booking', doctor_id: people.doctor }]);
});

test('a slot is chosen and booked by keys, with the reason', async () => {
  await open('booking');
  await tabTo(page(), 'slot');
  await page().keyboard.press('Enter');
  const at = Number(await data('chosen', 'at'));
  assert.ok(at > 0);
  await tabTo(page(), 'booking-reason');
  await page().keyboard.type('A cough');
  await tabTo(page(), 'book');
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [{ do: 'book', time: { wish: 'slot', starts_at: at }, reason: 'A cough' }]);
});

test('without a choice nothing is booked', async () => {
  await open('booking');
  await page().getByTestId('book').click();
  assert.deepEqual(await sent(), []);
});

test('a slot that was taken meanwhile costs the choice and nothing that was typed', async () => {
  await open('booking');
  await page().getByTestId('booking-reason').fill('A cough');
  const slot = page().getByTestId('slot').first();
  const at = Number(await slot.getAttribute('data-at'));
  await slot.click();
  await page().getByTestId('book').click();
  await sent();
  // The same slots, without the one that was wanted.
  await page().evaluate(
    (gone) =>
      window.changeView('booking-taken', (view) => {
        if (view.screen.name !== 'booking' || view.screen.slots.state !== 'loaded') return;
        view.screen.slots.value = view.screen.slots.value.filter((one) => one.starts_at !== gone);
      }),
    at,
  );
  await page().getByTestId('slot-taken').waitFor();
  assert.equal(await data('chosen', 'at'), '');
  assert.equal(await page().getByTestId('booking-reason').inputValue(), 'A cough');
});

test('weeks are turned, beyond what is here too, and never into the past', async () => {
  await open('booking');
  assert.equal(await page().getByTestId('slots-previous').count(), 0);
  const first = await page().getByTestId('slots-week').textContent();
  await page().getByTestId('slots-next').click();
  assert.notEqual(await page().getByTestId('slots-week').textContent(), first);
  assert.deepEqual(await sent(), []);
  for (let week = 0; week < 3; week += 1) await page().getByTestId('slots-next').click();
  // The fifth page from 17 November on begins on 15 December, and is not here as a whole.
  assert.deepEqual(await sent(), [{ do: 'show_slots', from: Date.parse('2026-12-15T00:00:00+01:00') }]);
});

test('where a week has nothing free, one press leads to the next time', async () => {
  await open('booking-later');
  await page().getByTestId('slots-jump').click();
  assert.ok((await page().getByTestId('slot').count()) > 0);
});

test('a time of one’s own is asked for in one’s own zone', async () => {
  await open('booking-abroad');
  await page().getByTestId('preferred').locator('summary').click();
  await page().getByTestId('preferred-date').fill('2026-11-25');
  await page().getByTestId('preferred-time').fill('18:30');
  await page().getByTestId('preferred-length').selectOption('45');
  await page().getByTestId('ask-preferred').click();
  // New York is five hours behind UTC then.
  const starts_at = Date.parse('2026-11-25T23:30:00Z');
  assert.deepEqual(await sent(), [{ do: 'book', time: { wish: 'preferred', starts_at, minutes: 45 }, reason: '' }]);
});

test('both clocks are shown where they differ, and one where they don’t', async () => {
  await open('appointment-abroad');
  // 10:00 in Vienna is 04:00 in New York.
  assert.match((await page().getByTestId('their-time').textContent()) ?? '', /10:00/);
  assert.match((await page().getByTestId('appointment-facts').textContent()) ?? '', /04:00/);
  await open('appointment');
  assert.equal(await page().getByTestId('their-time').count(), 0);
});

test('cancelling asks first, takes a reason, and gives the focus back', async () => {
  await open('appointment');
  await tabTo(page(), 'cancel-appointment');
  await page().keyboard.press('Enter');
  await page().keyboard.press('Escape');
  assert.equal(await focusedOn(page()), 'cancel-appointment');
  assert.deepEqual(await sent(), []);
  await page().keyboard.press('Enter');
  await tabTo(page(), 'give-up-reason');
  await page().keyboard.type('I am ill');
  await tabTo(page(), 'give-up-confirm');
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [{ do: 'cancel_appointment', appointment_id: people.soon, reason: 'I am ill' }]);
});

test('a dialog that is asked for while the last one closes stays open', async () => {
  await open('appointment');
  const button = page().getByTestId('cancel-appointment');
  await button.click();
  await button.evaluate(async (element) => {
    document.querySelector('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }));
    // The page is drawn before the browser's next task, which tells of the closing.
    while (document.querySelector('dialog')) await Promise.resolve();
    (element as HTMLElement).click();
  });
  await page().evaluate(() => new Promise((done) => setTimeout(done)));
  assert.equal(await page().getByTestId('give-up-reason').isVisible(), true);
});

test('a request is confirmed, or declined with a message', async () => {
  await open('appointments-doctor');
  await page().getByTestId('requests').getByTestId('confirm-appointment').first().click();
  await page().getByTestId('requests').getByTestId('decline-appointment').last().click();
  await page().getByTestId('give-up-reason').fill('Please take a free time.');
  await page().getByTestId('give-up-confirm').click();
  assert.deepEqual(await acts(), [
    { do: 'confirm_appointment', appointment_id: people.asked },
    { do: 'decline_appointment', appointment_id: people.askedFromAfar, reason: 'Please take a free time.' },
  ]);
});

test('the call is started, or joined, or waits with a countdown', async () => {
  await open('appointment-open');
  assert.equal(await data('appointment-call', 'start'), 'allowed');
  await page().getByTestId('start-appointment').click();
  assert.deepEqual(await sent(), [{ do: 'start_appointment', appointment_id: people.open }]);
  await open('appointment-join');
  assert.match((await page().getByTestId('start-appointment').textContent()) ?? '', /Join/);
  await open('appointment');
  assert.equal(await data('appointment-call', 'start'), 'too_early');
  // It opens ten minutes before ten; the fixtures are of 9:24.
  assert.match((await page().getByTestId('opens-in').textContent()) ?? '', /2[56]:\d\d/);
});

test('whoever waits may ring again once it is quiet; whoever is waited for may go on with something else', async () => {
  await open('appointment-waiting');
  await page().getByTestId('ring-again').click({ force: true });
  assert.deepEqual(await sent(), []);
  await open('appointment-waiting-quiet');
  await page().getByTestId('ring-again').click();
  assert.deepEqual(await sent(), [{ do: 'ring_again' }]);
  await open('appointment-join-elsewhere');
  assert.equal(await page().getByTestId('invitation').count(), 0);
  await page().getByTestId('doctor-search').fill('ana');
  await page().getByTestId('join-card').getByTestId('accept').click();
  assert.deepEqual(await sent(), [{ do: 'accept' }]);
  await open('appointment-ringing');
  await page().getByTestId('invitation').waitFor();
});

test('the calendar is walked by keys: days, weeks, pages, and into a day', async () => {
  await open('appointments-doctor');
  const span = () => data('calendar', 'span');
  assert.equal(await span(), 'week');
  await page().locator('[role=gridcell][tabindex="0"]').focus();
  const keys = async (...names: string[]) => {
    for (const name of names) await page().keyboard.press(name);
    return onDay();
  };
  assert.equal(await onDay(), '2026-11-17');
  assert.equal(await keys('ArrowRight'), '2026-11-18');
  assert.equal(await keys('ArrowLeft', 'ArrowLeft'), '2026-11-16');
  // Off the page's edge turns the page.
  assert.equal(await keys('ArrowLeft'), '2026-11-15');
  assert.equal(await keys('PageDown', 'PageDown'), '2026-11-29');
  assert.equal(await keys('t'), '2026-11-17');
  assert.equal(await keys('Home'), '2026-11-16');
  assert.equal(await keys('End'), '2026-11-22');

  await page().getByTestId('calendar-month').click();
  await page().locator('[role=gridcell][tabindex="0"]').focus();
  assert.equal(await keys('t', 'ArrowDown'), '2026-11-24');
  assert.equal(await keys('PageDown'), '2026-12-24');
  assert.equal(await keys('PageUp', 'PageUp'), '2026-10-24');
  assert.equal(await keys('t', 'ArrowRight', 'Enter'), '2026-11-18');
  assert.equal(await span(), 'day');
  // Into what is in the day, and out again.
  assert.equal(await keys('Enter'), null);
  assert.equal(await focusedOn(page()), 'calendar-entry');
  await page().keyboard.press('Enter');
  const opened = (await acts()).at(-1);
  assert.ok(['open_schedule', 'open_appointment'].includes(opened?.do ?? ''));
  assert.equal(await keys('Escape'), '2026-11-18');
});

test('arrow keys go where they point, from right to left too', async () => {
  await open('appointments-doctor', '&dir=rtl');
  await page().locator('[role=gridcell][tabindex="0"]').focus();
  await page().keyboard.press('t');
  await page().keyboard.press('ArrowLeft');
  assert.equal(await onDay(), '2026-11-18');
});

test('there is one day to tab to, and every page is told once', async () => {
  await open('appointments-doctor');
  assert.equal(await page().locator('[role=gridcell][tabindex="0"]').count(), 1);
  await sent();
  await page().getByTestId('calendar-week').click();
  await page().getByTestId('calendar-today').click();
  await sent();
  await page().getByTestId('calendar-next').click();
  const from = Date.parse('2026-11-23T00:00:00+01:00');
  assert.deepEqual(await sent(), [{ do: 'show_period', from, to: from + 7 * 86_400_000 }]);
});

test('weekly hours are changed with their breaks, and what is wrong stands at its field', async () => {
  await open('availability-wrong');
  await page().getByTestId('edit-hours').first().click();
  await page().getByTestId('hours-to').fill('18:00');
  await page().getByTestId('add-break').click();
  await page().getByTestId('break-from').last().fill('15:00');
  await page().getByTestId('break-to').last().fill('15:15');
  await page().getByTestId('rule-save').click();
  const breaks = [
    { starts_minute: 720, ends_minute: 780 },
    { starts_minute: 900, ends_minute: 915 },
  ];
  const hours = { starts_minute: 540, ends_minute: 1080, slot_minutes: 30, breaks };
  assert.deepEqual(await sent(), [{ do: 'save_rule', rule_id: people.mondayHours, rule: { weekday: 'monday', hours } }]);
  assert.equal(await page().getByTestId('hours-to').getAttribute('aria-invalid'), 'true');
  assert.equal(await page().getByTestId('hours-slot').getAttribute('aria-invalid'), 'true');
});

test('hours that end by the clock before they begin end on the day after', async () => {
  await open('availability');
  await page().getByTestId('add-rule').click();
  await page().getByTestId('rule-weekday').selectOption('saturday');
  await page().getByTestId('hours-from').fill('20:00');
  await page().getByTestId('hours-to').fill('02:00');
  await page().getByTestId('remove-break').click();
  await page().getByTestId('rule-save').click();
  const hours = { starts_minute: 1200, ends_minute: 1560, slot_minutes: 30, breaks: [] };
  assert.deepEqual(await sent(), [{ do: 'save_rule', rule_id: null, rule: { weekday: 'saturday', hours } }]);
});

test('a day off is added, and deleting asks first', async () => {
  await open('availability');
  await page().getByTestId('add-exception').click();
  await page().getByTestId('exception-date').fill('2026-12-24');
  await page().getByTestId('exception-save').click();
  assert.deepEqual(await sent(), [
    { do: 'save_exception', exception_id: null, exception: { date: '2026-12-24', change: { kind: 'day_off' } } },
  ]);
  await page().keyboard.press('Escape');
  await page().getByTestId('delete-hours').last().click();
  await page().getByTestId('delete-keep').click();
  assert.deepEqual(await sent(), []);
  await page().getByTestId('delete-hours').last().click();
  await page().getByTestId('delete-confirm').click();
  assert.deepEqual(await sent(), [{ do: 'delete_exception', exception_id: people.extraHours }]);
});

test('the bell and the notices lead to the appointment', async () => {
  await open('appointments-notices');
  await page().getByTestId('open-noticed').first().click();
  assert.deepEqual(await sent(), [
    { do: 'open_appointment', appointment_id: people.soon },
    { do: 'dismiss_notice', id: 1 },
  ]);
  await page().getByTestId('bell').click();
  await sent();
  await page().getByTestId('open-told').first().click();
  assert.deepEqual(await sent(), [{ do: 'open_appointment', appointment_id: people.open }]);
  assert.equal(await page().locator('dialog').count(), 0);
});
