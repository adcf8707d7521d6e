// Every gallery page, in every look: no accessibility violation, nothing wider than the window.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { looks, openGallery, openLook } from './gallery.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let gallery;
before(async () => {
  gallery = await openGallery();
});
after(() => gallery.close());

async function problemsOf(page) {
  const { violations } = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), rules);
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(' ')}`),
  );
  const [inner, full] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  if (full > inner) found.push(`scrolls sideways: ${full} of ${inner}`);
  return found;
}

for (const look of looks) {
  test(`screens, ${look.name}`, async () => {
    const page = await openLook(gallery, look);
    const found = [];
    for (const name of gallery.names) {
      await page.goto(gallery.address(name, look.query));
      await page.evaluate(axe);
      found.push(...(await problemsOf(page)).map((problem) => `${name}: ${problem}`));
    }
    await page.close();
    assert.deepEqual(found, []);
  });
}

test('dialogs', async () => {
  const found = [];
  for (const look of looks) {
    const page = await openLook(gallery, look);
    for (const [name, control, then] of [
      ['doctor_home', 'new-session'],
      ['practice_room', 'end-session'],
      ['practice_room', 'remove-patient'],
      ['waiting_room_waiting', 'leave-queue'],
      ['sign_in', 'server'],
      ['doctor_home', 'change-schedule'],
      ['doctor_home_change_refused', 'change-schedule', 'session-save'],
      ['doctor_home_empty', 'new-session', 'session-create'],
      ['doctor_home_deletable', 'delete-schedule'],
      ['inbox', 'bell'],
      ['inbox_empty', 'bell'],
      ['inbox_loading', 'bell'],
      ['inbox_failed', 'bell'],
      ['call_active', 'call-tools'],
      ['call_interrupted', 'call-tools'],
      ['settings_doctor', 'theme-dark'],
      ['chat_waiting_unsent', 'chat-retry'],
      ['invitation_direct', 'card-more'],
      ['direct_missed_bell', 'bell'],
      ['doctors', 'call-doctor'],
      ['appointments_doctor', 'calendar-month'],
      ['appointments_doctor', 'calendar-week'],
      ['appointments_doctor', 'calendar-day'],
      ['appointments_doctor', 'decline-appointment'],
      ['appointments_feed', 'show-feed'],
      ['appointment', 'cancel-appointment'],
      ['availability_wrong', 'edit-hours', 'rule-save'],
      ['availability', 'add-exception', 'exception-extra_hours'],
      ['availability', 'delete-hours'],
      ['booking_abroad', 'slot'],
      ['notices_appointments', 'bell'],
    ]) {
      await page.goto(gallery.address(name, look.query));
      await page.getByTestId(control).first().click();
      if (then) await page.getByTestId(then).first().click();
      await page.evaluate(axe);
      found.push(...(await problemsOf(page)).map((problem) => `${look.name}, ${control}: ${problem}`));
    }
    await page.close();
  }
  assert.deepEqual(found, []);
});
