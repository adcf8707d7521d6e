// Whatever stands in an answer, the page draws a heading or says that it can't, and goes on. Every place of
// the core's own sample views is given values that no calendar, language or list expects.
//
// The usual run gives each place one of them, in turn, and a few places at once; `EXTREMES=all` gives each all
// of them, alone.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { ViewState } from '../src/generated/types.ts';
import { looks } from './gallery.ts';
import { setStage, written } from './stage.ts';

const { page, open, sent } = setStage(looks.desk);

type Leaf = null | number | string;
type Json = Leaf | boolean | Json[] | { [key: string]: Json };

/** What JSON can hold in the place of a number. */
const numbers: Leaf[] = [
  0,
  1,
  -1,
  2,
  7,
  59,
  60,
  100,
  255,
  256,
  999,
  1_440,
  65_535,
  65_536,
  -0.5,
  0.1,
  1e-300,
  1_000_001,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  -(2 ** 63),
  2 ** 64,
  8.64e15,
  8.64e15 + 1,
  -8.64e15,
  1e300,
  -1e300,
  1.797e308,
  -2_208_988_800_000,
  -2_208_988_800_001,
  7_289_654_399_999,
  7_289_654_400_000,
  1_793_606_400_000,
  null,
];

/** And of a text. */
const texts: Leaf[] = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(5_000),
  'word '.repeat(1_000),
  '\u0000',
  '\u202e\u202d',
  '\ud800',
  '👩‍⚕️'.repeat(50),
  'Mars/Olympus',
  'UTC',
  '2026-13-45',
  '0000-00-00',
  '99:99',
  '<script>alert(1)</script>',
  '&lt;&amp;',
  '\n\n\n',
  null,
];
// 64 in all. In the usual run a place is given one of its own kind.
assert.equal(numbers.length + texts.length, 64);

type Path = (string | number)[];

/** Every place of a view that holds a number or a text. */
function leaves(value: Json, path: Path = []): { path: Path; kind: 'number' | 'string' }[] {
  if (typeof value === 'number' || typeof value === 'string') return [{ path, kind: typeof value as 'number' | 'string' }];
  if (value === null || typeof value !== 'object') return [];
  const parts = Array.isArray(value) ? value.entries() : Object.entries(value);
  return [...parts].flatMap(([key, part]) => leaves(part as Json, [...path, key]));
}

/** The same place of another item is the same place. */
const placeOf = (screen: string, path: Path): string => [screen, ...path.map((part) => (typeof part === 'number' ? '*' : part))].join('.');

interface Try {
  view: string;
  changes: { path: Path; value: Leaf }[];
}

/** Places of a view that are changed at once in the usual run. */
const AT_ONCE = 6;

async function tries(all: boolean): Promise<Try[]> {
  const files = readdirSync(new URL('../gallery/views', import.meta.url));
  const known = new Set<string>();
  const found: Try[] = [];
  for (const file of files.sort()) {
    const name = file.replace(/\.json$/, '');
    const view: ViewState = await written(name);
    const stage = view.call ? ` ${view.call.stage.name}` : '';
    for (const { path, kind } of leaves(view as unknown as Json)) {
      // Another language is drawn by loading the page anew.
      if (path[0] === 'language') continue;
      const place = placeOf(view.screen.name + stage, path);
      if (known.has(place)) continue;
      known.add(place);
      const [own, other] = kind === 'number' ? [numbers, texts] : [texts, numbers];
      if (all) {
        for (const value of [...own, ...other]) found.push({ view: name, changes: [{ path, value }] });
        continue;
      }
      const change = { path, value: own[known.size % own.length] ?? null };
      const last = found[found.length - 1];
      if (last?.view === name && last.changes.length < AT_ONCE) last.changes.push(change);
      else found.push({ view: name, changes: [change] });
    }
  }
  return found;
}

/** How long a batch of tries may take; what hangs is found by it. */
const PATIENCE_MS = 120_000;
const BATCH = 100;

test('no value of any place leaves the page without a heading or a word about it', { timeout: 3_600_000 }, async (context) => {
  const all = process.env.EXTREMES === 'all';
  const wanted = await tries(all);
  assert.ok(wanted.length > 300, `${wanted.length} tries`);
  await open('sign-in', '&still');
  let failed = 0;
  for (let at = 0; at < wanted.length; at += BATCH) {
    const batch = wanted.slice(at, at + BATCH);
    const hung = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`it hangs among ${JSON.stringify(batch)}`)), PATIENCE_MS).unref();
    });
    const outcome = await Promise.race([
      hung,
      page().evaluate(async (them) => {
        const bare: string[] = [];
        let failures = 0;
        // Sooner than a timer, which waits for 4 ms.
        const { port1, port2 } = new MessageChannel();
        const drawn = () =>
          new Promise<void>((done) => {
            port2.onmessage = () => done();
            port1.postMessage(null);
          });
        for (const { view, changes } of them) {
          window.changeView(view, (changed) => {
            for (const { path, value } of changes) {
              let place = changed as unknown as Record<string | number, unknown> | undefined;
              for (const part of path.slice(0, -1)) place = place?.[part] as typeof place;
              if (place) place[path[path.length - 1] ?? ''] = value;
            }
          });
          await drawn();
          const said = () => document.querySelector('[data-testid=failed]') !== null;
          const what = () => `${view} ${changes.map(({ path, value }) => `${path.join('.')} = ${String(value).slice(0, 40)}`).join(', ')}`;
          if (said()) {
            failures += 1;
            window.showView('opening');
            await drawn();
            if (said()) bare.push(`${what()} stays`);
          } else if (document.querySelector('h1, h2, [role=alertdialog], [data-testid=notice]') === null) {
            bare.push(what());
          }
        }
        return { bare, failures };
      }, batch),
    ]);
    assert.deepEqual(outcome.bare, []);
    failed += outcome.failures;
  }
  // The page is alive, and what failed was told once each, by kind and place alone.
  await page().evaluate(() => window.openView('sign-in'));
  assert.equal(await page().getByTestId('sign-in').count(), 1);
  context.diagnostic(`${wanted.length} views, ${failed} times it said that it can't be shown`);
});

test('what can not be drawn says so, offers ways out, and the log hears of it without a word of it', async () => {
  await open('patient-home');
  await page().evaluate(() =>
    window.changeView('patient-home', (view) => {
      (view.screen as unknown as { schedules: unknown }).schedules = { state: 'loaded', value: [{ title: 'secret words' }, null] };
    }),
  );
  await page().getByTestId('failed').waitFor();
  await page().getByRole('heading', { level: 1, name: 'This can’t be shown' }).waitFor();
  // The frame around it is as it was.
  assert.equal(await page().getByTestId('settings').count(), 1);
  await page().getByTestId('failed-home').click();
  await page().getByTestId('failed-sign-out').click();
  const intents = await sent();
  const told = intents.filter((intent) => intent.do === 'report_fault');
  assert.equal(told.length, 1);
  assert.equal(told[0]?.kind, 'TypeError');
  assert.match(told[0]?.place ?? '', /\.js:\d+:\d+/);
  assert.doesNotMatch(JSON.stringify(told), /secret/);
  assert.deepEqual(intents.filter((intent) => intent.do === 'show_home' || intent.do === 'sign_out').length, 2);
  // What comes next is drawn again.
  await page().evaluate(() => window.showView('sign-in'));
  await page().getByTestId('sign-in').waitFor();
  assert.equal(await page().getByTestId('failed').count(), 0);
});

test('a call that can not be drawn can be left', async () => {
  await open('call-active', '&still');
  await page().evaluate(() =>
    window.changeView('call-active', (view) => {
      (view.call as unknown as { end: unknown }).end = null;
      (view.call as unknown as { quality: unknown }).quality = { grade: 5 };
      (view.call as unknown as { chat: unknown }).chat = 7;
      (view.call as unknown as { other_name: unknown }).other_name = null;
    }),
  );
  await page().getByTestId('failed-leave').click();
  const intents = await sent();
  assert.ok(intents.some((intent) => intent.do === 'end'));
});

test('errors that nobody catches are told, each once', async () => {
  await open('sign-in');
  await page().evaluate(() => {
    const fail = () => {
      throw new RangeError('John has a cough');
    };
    for (let turn = 0; turn < 3; turn += 1) setTimeout(fail);
    void Promise.reject(new TypeError('so has Eva'));
    return new Promise((done) => setTimeout(done, 50));
  });
  const told = (await sent()).filter((intent) => intent.do === 'report_fault');
  assert.deepEqual(told.map((one) => one.kind).sort(), ['RangeError', 'TypeError']);
  assert.doesNotMatch(JSON.stringify(told), /John|Eva|cough/);
});
