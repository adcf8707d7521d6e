// Every gallery page, in every look: no accessibility violation, nothing wider than the window.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type axeCore from 'axe-core';
import type { Page } from 'playwright-core';
import { looks, openGallery, openLook, visit, type Gallery, type Look } from './gallery.ts';
import { drawn } from './stage.ts';

const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** All that can differ where a look changes nothing but colours. */
const colourRules = ['color-contrast', 'link-in-text-block'];
/** Pages that are looked at side by side; a machine has at least two processors. */
const SIDE_BY_SIDE = 3;

declare global {
  /** What the script below puts on a page. */
  var axe: typeof axeCore;
}

let gallery: Gallery;
let names: string[];
before(async () => {
  gallery = await openGallery();
  names = await gallery.names();
});
after(() => gallery.close());

/** Looks that differ in nothing but their colours stand together: such a page is drawn once. */
const shapeOf = ({ viewport, deviceScaleFactor, query, locale }: Look) => JSON.stringify([viewport, deviceScaleFactor, query, locale]);
const allLooks: Look[] = Object.values(looks);
const shapes = [...new Set(allLooks.map(shapeOf))].map((shape) => allLooks.filter((look) => shapeOf(look) === shape));

async function violations(page: Page, runOnly: axeCore.RunOnly): Promise<string[]> {
  const { violations: all } = await page.evaluate(
    (only) => axe.run(document, { runOnly: only, resultTypes: ['violations'], selectors: false, preload: false }),
    runOnly,
  );
  return all.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(' ')}`),
  );
}

/** What is wrong with what is on the page, in each of the looks. */
async function problemsIn(page: Page, first: Look, others: Look[]): Promise<string[]> {
  const found = (await violations(page, { type: 'tag', values: rules })).map((one) => `${first.name}: ${one}`);
  const [inner, full] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  if (full > inner) found.push(`${first.name}: scrolls sideways: ${full} of ${inner}`);
  for (const look of others) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await drawn(page);
    found.push(...(await violations(page, { type: 'rule', values: colourRules })).map((one) => `${look.name}: ${one}`));
  }
  if (others.length > 0) await page.emulateMedia({ colorScheme: first.colorScheme });
  return found;
}

/** Shows each page of a list, a few of them side by side, and gathers what is wrong. */
async function problemsOf<Case>(
  [look, ...others]: Look[],
  cases: Case[],
  show: (page: Page, one: Case) => Promise<string>,
): Promise<string[]> {
  assert.ok(look);
  const found: string[] = [];
  const rest = [...cases];
  const work = async () => {
    const page = await openLook(gallery, look);
    await visit(page, gallery.address('sign-in', `&still${look.query ?? ''}`));
    await page.evaluate(axeScript);
    for (let one = rest.shift(); one !== undefined; one = rest.shift()) {
      const name = await show(page, one);
      found.push(...(await problemsIn(page, look, others)).map((problem) => `${name}, ${problem}`));
    }
    await page.context().close();
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return found;
}

for (const shape of shapes) {
  test(`screens, ${shape.map(({ name }) => name).join(' and ')}`, async () => {
    const found = await problemsOf(shape, names, async (page, name) => {
      await page.evaluate((view) => window.openView(view), name);
      return name;
    });
    assert.deepEqual(found, []);
  });
}

test("the core's views are the pages", () => {
  assert.ok(names.length >= 150, `${names.length} views in gallery/views; \`cargo xtask types\` writes them`);
});

test('every look is looked at', () => {
  assert.deepEqual(
    shapes
      .flat()
      .map(({ name }) => name)
      .sort(),
    allLooks.map(({ name }) => name).sort(),
  );
});

/** A view, what to press there, and what to press then. */
const dialogs: [view: string, control: string, then?: string][] = [
  ['doctor-home', 'new-session'],
  ['practice-room', 'end-session'],
  ['waiting-room', 'leave-queue'],
  ['sign-in', 'server'],
  ['doctor-home', 'change-schedule'],
  ['doctor-home-change-refused', 'change-schedule', 'session-save'],
  ['doctor-home-empty', 'new-session', 'session-create'],
  ['doctor-home-deletable', 'delete-schedule'],
  ['inbox', 'bell'],
  ['patient-home', 'bell'],
  ['inbox-loading', 'bell'],
  ['inbox-failed', 'bell'],
  ['call-active', 'call-tools'],
  ['call-interrupted', 'call-tools'],
  ['settings-doctor', 'theme-dark'],
  ['chat-waiting-unsent', 'chat-retry'],
  ['chat-waiting-files', 'picture-open'],
  ['call-ended-completed', 'star-3'],
  ['call-ended-rating-failed', 'star-3'],
  ['call-ended-rated', 'rating-change'],
  ['practice-room', 'more'],
  ['practice-room', 'more', 'remove-patient'],
  ['appointments-doctor', 'calendar-month'],
  ['appointments-doctor', 'calendar-week'],
  ['appointments-doctor', 'calendar-day'],
  ['appointments-doctor', 'decline-appointment'],
  ['appointments-feed', 'show-feed'],
  ['appointment', 'cancel-appointment'],
  ['availability-wrong', 'edit-hours', 'rule-save'],
  ['availability', 'add-exception', 'exception-extra_hours'],
  ['availability', 'delete-hours'],
  ['booking-abroad', 'slot'],
  ['appointments-notices', 'bell'],
  ['direct-card', 'card-more'],
  ['direct-missed-bell', 'bell'],
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
