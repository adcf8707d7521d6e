// Every gallery page, in every look: no accessibility violation, nothing wider than the window.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { looks, openGallery, openLook } from './gallery.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** All that can differ where a look changes nothing but colours. */
const colourRules = ['color-contrast', 'link-in-text-block'];
/** Looks that join two others: there, the hand-written pages stand for the core's own, too. */
const doubled = ['rtl 360', 'german 360'];
/** Pages that are looked at side by side; a machine has at least two processors. */
const SIDE_BY_SIDE = 3;

let gallery;
before(async () => {
  gallery = await openGallery();
});
after(() => gallery.close());

/** Looks that differ in nothing but their colours stand together: such a page is drawn once. */
const shapeOf = ({ viewport, deviceScaleFactor, query, locale }) => JSON.stringify([viewport, deviceScaleFactor, query, locale]);
const shapes = [...new Set(looks.map(shapeOf))].map((shape) => looks.filter((look) => shapeOf(look) === shape));

async function violations(page, runOnly) {
  const { violations: all } = await page.evaluate((only) => axe.run(document, { runOnly: only, resultTypes: ['violations'], preload: false }), runOnly);
  return all.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(' ')}`),
  );
}

/** What is wrong with what is on the page, in each of the looks. */
async function problemsIn(page, [first, ...others]) {
  const found = (await violations(page, { type: 'tag', values: rules })).map((one) => `${first.name}: ${one}`);
  const [inner, full] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  if (full > inner) found.push(`${first.name}: scrolls sideways: ${full} of ${inner}`);
  for (const look of others) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    // Two frames: one to style, one to draw.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    found.push(...(await violations(page, { type: 'rule', values: colourRules })).map((one) => `${look.name}: ${one}`));
  }
  if (others.length > 0) await page.emulateMedia({ colorScheme: first.colorScheme });
  return found;
}

/** Shows each page of a list, a few of them side by side, and gathers what is wrong. */
async function problemsOf(shape, cases, show) {
  const found = [];
  const rest = [...cases];
  const work = async () => {
    const page = await openLook(gallery, shape[0]);
    await page.goto(gallery.address('sign_in', shape[0].query));
    await page.evaluate(axe);
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) {
      const name = await show(page, one);
      found.push(...(await problemsIn(page, shape)).map((problem) => `${name}, ${problem}`));
    }
    await page.context().close();
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return found;
}

for (const shape of shapes) {
  test(`screens, ${shape.map(({ name }) => name).join(' and ')}`, async () => {
    const names = shape.some(({ name }) => doubled.includes(name)) ? gallery.names.filter((name) => !name.startsWith('core-')) : gallery.names;
    const found = await problemsOf(shape, names, async (page, name) => {
      await page.evaluate((view) => window.openView(view), name);
      return name;
    });
    assert.deepEqual(found, []);
  });
}

test("the core's own views are among the pages", () => {
  const own = gallery.names.filter((name) => name.startsWith('core-'));
  assert.ok(own.length >= 100, `${own.length} views in gallery/views; \`cargo xtask types\` writes them`);
});

test('every look is looked at', () => {
  assert.deepEqual(shapes.flat().map(({ name }) => name).sort(), looks.map(({ name }) => name).sort());
});

const dialogs = [
  ['doctor_home', 'new-session'],
  ['practice_room', 'end-session'],
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
  ['chat_waiting_files', 'picture-open'],
  ['ended_completed_patient', 'star-3'],
  ['ended_rating_failed', 'star-3'],
  ['ended_rated', 'rating-change'],
  ['practice_room', 'more'],
  ['practice_room', 'more', 'remove-patient'],
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
  ['invitation_direct', 'card-more'],
  ['direct_missed_bell', 'bell'],
  ['doctors', 'call-doctor'],
];

for (const shape of shapes) {
  test(`dialogs, ${shape.map(({ name }) => name).join(' and ')}`, async () => {
    const found = await problemsOf(shape, dialogs, async (page, [name, control, then]) => {
      await page.evaluate((view) => window.openView(view), name);
      await page.getByTestId(control).first().click();
      if (then) await page.getByTestId(then).first().click();
      return `${name} ${control}`;
    });
    assert.deepEqual(found, []);
  });
}
