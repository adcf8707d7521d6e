// What a person with nothing but keys can do on a page.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** The test id of what has the focus, or its tag where it has none. */
export const focusedOn = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName);

/** Presses Tab until a control has the focus; it must be seen to have it, and come in good time. */
export async function tabTo(page: Page, id: string, { most = 60, key = 'Tab' } = {}): Promise<void> {
  const way: (string | undefined)[] = [];
  for (let press = 0; press <= most; press += 1) {
    const on = await focusedOn(page);
    if (on === id) {
      // A radio button may be drawn by its label.
      const rings = await page.evaluate(() =>
        [document.activeElement, document.activeElement?.closest('label')].map((one) =>
          one ? getComputedStyle(one).outlineStyle : 'none',
        ),
      );
      assert.ok(
        rings.some((ring) => ring !== 'none'),
        `${id} has the focus, and nobody sees it`,
      );
      return;
    }
    way.push(on);
    await page.keyboard.press(key);
  }
  assert.fail(`${id} can't be reached by ${key}: ${way.join(' ')}`);
}

/** Waits until what has the focus takes a press: what has just appeared does not, for a moment. */
export const takesKeys = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.activeElement?.getAttribute('aria-disabled') !== 'true');

/** Shows the next view, and makes sure that the focus is on something. */
export async function arrive(page: Page, name: string, on?: string): Promise<void> {
  await page.evaluate((view) => window.showView(view), name);
  if (on)
    await page.waitForFunction((id) => (document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName) === id, on);
  assert.notEqual(await focusedOn(page), 'BODY', `the focus got lost on the way to ${name}`);
}
