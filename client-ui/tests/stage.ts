// What the tests of a file play on: the gallery, a page, and what the page sent.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, beforeEach } from 'node:test';
import type { Page } from 'playwright-core';
import type { ChatLineState, Intent, ViewState } from '../src/generated/types.ts';
import { openGallery, openLook, visit, type Gallery, type Look } from './gallery.ts';

type KeysOf<T> = T extends unknown ? keyof T : never;
/** An intent as tests ask about it: whichever it is, it may have any intent's fields. */
export type Sent = { [K in KeysOf<Intent>]?: Extract<Intent, Record<K, unknown>>[K] };

export interface Stage {
  gallery(): Gallery;
  page(): Page;
  /** Loads a view anew. */
  open(name: string, more?: string): Promise<void>;
  /** Has the app go on with another view. */
  show(name: string): Promise<void>;
  /** All that the page has sent since it was opened. */
  sent(): Promise<Sent[]>;
  /** What the page has sent since it was asked last. */
  newlySent(): Promise<Sent[]>;
}

/** One page for all tests of a file, or with `fresh` a new one for each. */
export function setStage(look: Look, { fresh = false } = {}): Stage {
  let gallery: Gallery | undefined;
  let page: Page | undefined;
  const theGallery = (): Gallery => {
    assert.ok(gallery, 'only tests have a gallery');
    return gallery;
  };
  const thePage = (): Page => {
    assert.ok(page, 'only tests have a page');
    return page;
  };
  before(async () => {
    gallery = await openGallery();
    if (!fresh) page = await openLook(gallery, look);
  });
  if (fresh) {
    beforeEach(async () => {
      await page?.context().close();
      page = await openLook(theGallery(), look);
    });
  }
  after(() => gallery?.close());
  return {
    gallery: theGallery,
    page: thePage,
    open: async (name, more) => void (await visit(thePage(), theGallery().address(name, more))),
    show: (name) => thePage().evaluate((view) => window.showView(view), name),
    sent: () => sentBy(thePage()),
    newlySent: () => newlySentBy(thePage()),
  };
}

export const sentBy = (page: Page): Promise<Sent[]> => page.evaluate(() => window.sentIntents);
export const newlySentBy = (page: Page): Promise<Sent[]> => page.evaluate(() => window.sentIntents.splice(0));

/** One of the sample views. */
export async function written(name: string): Promise<ViewState> {
  const file = await readFile(new URL(`../gallery/views/${name}.json`, import.meta.url), 'utf8');
  return (JSON.parse(file) as { view: ViewState }).view;
}

/** The key of the first line in such a state of a sample view's chat. */
export async function keyOfLine(name: string, state: ChatLineState['name']): Promise<string> {
  const lines = (await written(name)).chat?.lines;
  assert.ok(lines?.state === 'loaded', `${name} has no lines`);
  return first(lines.value.filter((line) => line.state.name === state)).key;
}

/** Waits until what changed has been drawn: one frame to style, one to draw. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((done) => void requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** The first of a list, which has to be there. */
export function first<T>(list: T[]): T {
  const [one] = list;
  assert.ok(one !== undefined, 'the list is empty');
  return one;
}
