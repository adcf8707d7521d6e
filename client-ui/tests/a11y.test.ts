// Accessibility: every gallery page, in every look: nothing wider than the window, and no violation that axe
// finds. The short form asks axe about each page in two of the shapes, `cargo xtask test --long` in all of
// them. It takes longest, and files begin by their names.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type axeCore from 'axe-core';
import type { Page } from 'playwright-core';
import { looks, openGallery, openLook, visit, type Gallery, type Look } from './gallery.ts';
import { drawn as untilDrawn } from './stage.ts';

const axeScript = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What depends on colours, besides what is there and can be seen. */
const colourRules = ['color-contrast', 'link-in-text-block'];
/** What depends on where things lie and how large they are. */
const layoutRules = ['target-size', 'scrollable-region-focusable'];
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

/** Whether axe is asked about a page in a shape: always in the first one, and in one more that its place in the list names. */
const isTurn = (shape: Look[], place: number) =>
  process.env['MEDCONSULT_LONG'] !== undefined || [0, 1 + (place % (shapes.length - 1))].includes(shapes.indexOf(shape));

/** Which of the rules a page is to be held to. */
interface Wanted {
  /** What depends on neither colours nor layout. */
  rest: boolean;
  colours: boolean;
  layout: boolean;
}

async function violations(page: Page, { rest, colours, layout }: Wanted): Promise<string[]> {
  const special = (wanted: boolean) => [...(colours === wanted ? colourRules : []), ...(layout === wanted ? layoutRules : [])];
  const runOnly: axeCore.RunOnly = rest ? { type: 'tag', values: rules } : { type: 'rule', values: special(true) };
  const off = Object.fromEntries(special(false).map((id) => [id, { enabled: false }]));
  const { violations: all } = await page.evaluate(
    ([only, not]) => axe.run(document, { runOnly: only, rules: not, resultTypes: ['violations'], selectors: false, preload: false }),
    [runOnly, rest ? off : {}] as const,
  );
  return all.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(' ')}`),
  );
}

/** What has been looked at. */
const seen = new Set<string>();
/** Whether something is still to be looked at; the second time it is not. */
function isNew(...what: string[]): boolean {
  const key = what.join(' ');
  return !seen.has(key) && seen.add(key) !== undefined;
}

/**
 * Names what is drawn, whichever way it lies: `words` by its elements, what they say and which of them can
 * be seen, `shapes` without what they say. Rules are about words, about the colours of shapes, or about
 * where things lie, and say the same of the same.
 */
const drawing = (page: Page): Promise<{ words: string; shapes: string }> =>
  page.evaluate(async () => {
    const said =
      /^(id|for|name|title|href|value|placeholder|alt|datetime|aria-(label.*|describedby|controls|owns|valuetext|activedescendant))$/;
    const shapeOf = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      const visible = element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 0 && height > 0;
      const attributes = [...element.attributes].filter(({ name }) => !said.test(name));
      const speaks = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      return [element.tagName, visible, speaks, element.childElementCount, ...attributes.map(({ name, value }) => `${name}=${value}`)].join(
        ' ',
      );
    };
    const { lang, dataset } = document.documentElement;
    const shapes = [dataset['theme'], ...[...document.body.querySelectorAll('*')].map(shapeOf)].join('\n');
    // Numbers that only keep one drawing of a part apart from the next one.
    const markup = document.body.outerHTML.replace(/\bs\d+\b/g, 's');
    const digest = async (text: string) =>
      [...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))].join(',');
    return { words: await digest([lang, document.title, markup, shapes].join('\n')), shapes: await digest(shapes) };
  });

/** What is wrong with what is on the page, in each of the looks. Nothing is looked at twice. */
async function problemsIn(page: Page, first: Look, others: Look[], turn: boolean): Promise<string[]> {
  const found: string[] = [];
  const [inner, full] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  if (full > inner) found.push(`${first.name}: scrolls sideways: ${full} of ${inner}`);
  if (!turn) return found;
  const note = (look: Look, problems: string[]) => found.push(...problems.map((one) => `${look.name}: ${one}`));
  const { words, shapes: drawn } = await drawing(page);
  const wanted = { rest: isNew(words), colours: isNew(drawn, first.colorScheme), layout: isNew(words, shapeOf(first)) };
  if (Object.values(wanted).includes(true)) note(first, await violations(page, wanted));
  for (const look of others.filter(({ colorScheme }) => isNew(drawn, colorScheme))) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await untilDrawn(page);
    note(look, await violations(page, { rest: false, colours: true, layout: false }));
    await page.emulateMedia({ colorScheme: first.colorScheme });
  }
  return found;
}

/** Shows each page of a list, a few of them side by side, and gathers what is wrong. */
async function problemsOf<Case>(shape: Look[], cases: Case[], show: (page: Page, one: Case) => Promise<string>): Promise<string[]> {
  const [look, ...others] = shape;
  assert.ok(look);
  const found: string[] = [];
  const rest = [...cases.entries()];
  const work = async () => {
    const page = await openLook(gallery, look);
    await visit(page, gallery.address('sign-in', `&still${look.query ?? ''}`));
    await page.evaluate(axeScript);
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      const [place, one] = next;
      const name = await show(page, one);
      found.push(...(await problemsIn(page, look, others, isTurn(shape, place))).map((problem) => `${name}, ${problem}`));
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
  ['appointments-feed-known', 'show-feed'],
  ['appointments-feed-none', 'show-feed'],
  ['appointment', 'cancel-appointment'],
  ['availability-wrong', 'edit-hours', 'rule-save'],
  ['availability', 'add-exception', 'exception-extra_hours'],
  ['availability', 'delete-hours'],
  ['booking-abroad', 'slot'],
  ['appointments-notices', 'bell'],
  ['direct-card', 'card-more'],
  ['direct-missed-bell', 'bell'],
  ['doctors', 'call-doctor'],
  ['practice-room', 'more', 'block'],
  ['practice-room-blocked', 'more'],
  ['appointment-doctor', 'block'],
  ['proof', 'change-address'],
  ['proof-change-wrong', 'change-address'],
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
