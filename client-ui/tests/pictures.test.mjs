// Pictures on their way from the bridge's bytes to the canvas.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { looks, openGallery, openLook } from './gallery.mjs';

let gallery;
let page;
before(async () => {
  gallery = await openGallery();
  page = await openLook(gallery, looks[2]);
});
after(() => gallery.close());

const drawn = (stream) => page.getByTestId(`${stream}-picture`).evaluate((canvas) => Number(canvas.dataset.frames));

test('both pictures of a call are drawn, and go on', async () => {
  await page.goto(gallery.address('call_active'));
  for (const stream of ['remote', 'local']) {
    await page.waitForFunction(
      (id) => Number(document.querySelector(`[data-testid="${id}-picture"]`)?.dataset.frames) > 3,
      stream,
    );
  }
  const before = await drawn('remote');
  await page.waitForTimeout(1000);
  assert.ok((await drawn('remote')) > before + 5);
});

test('a broken frame costs a moment, not the picture', async () => {
  await page.goto(gallery.address('call_active'));
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="remote-picture"]')?.dataset.frames) > 3);
  await page.evaluate(() => {
    const broken = new Uint8Array(64).fill(255);
    broken.set([0, 1, 128, 2, 224, 1, 0, 0, 0, 0]);
    window.takePicture(broken.buffer);
  });
  const before = await drawn('remote');
  // The pattern's next key frame comes within four seconds.
  await page.waitForFunction(
    (count) => Number(document.querySelector('[data-testid="remote-picture"]')?.dataset.frames) > count + 15,
    before,
    { timeout: 10_000 },
  );
});

test('a picture keeps its place while the call is interrupted and resumes', async () => {
  await page.goto(gallery.address('call_active'));
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="remote-picture"]')?.dataset.frames) > 3);
  const before = await drawn('remote');
  await page.evaluate(() => window.showView('call_interrupted_offline'));
  await page.evaluate(() => window.showView('call_active'));
  await page.waitForTimeout(500);
  assert.ok((await drawn('remote')) >= before);
});
