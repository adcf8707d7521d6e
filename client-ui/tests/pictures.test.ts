// Pictures on their way from the bridge's bytes to the canvas.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { setStage } from './stage.ts';

const { page, open, show } = setStage(looks.desk);

const drawn = (stream: string) =>
  page()
    .getByTestId(`${stream}-picture`)
    .evaluate((canvas) => Number((canvas as HTMLElement).dataset.frames));

/** Waits until more pictures than that have been drawn. */
const drawnPast = (count: number, stream = 'remote') =>
  page().waitForFunction(
    ([id, least]) => Number(document.querySelector<HTMLElement>(`[data-testid="${id}-picture"]`)?.dataset.frames) > least,
    [stream, count] as const,
  );

test('both pictures of a call are drawn, and go on', async () => {
  await open('call-active');
  for (const stream of ['remote', 'local']) await drawnPast(3, stream);
  const before = await drawn('remote');
  await drawnPast(before + 5);
});

test('a broken frame costs a moment, not the picture', async () => {
  await open('call-active');
  await drawnPast(3);
  await page().evaluate(() => {
    const broken = new Uint8Array(64).fill(255);
    broken.set([0, 1, 128, 2, 224, 1, 0, 0, 0, 0]);
    window.takePicture(broken.buffer);
  });
  const before = await drawn('remote');
  // The pattern's next key frame comes within four seconds.
  await drawnPast(before + 15);
});

test('a picture keeps its place while the call is interrupted and resumes', async () => {
  await open('call-active');
  await drawnPast(3);
  const before = await drawn('remote');
  const canvas = await page().getByTestId('remote-picture').elementHandle();
  await show('call-interrupted-offline');
  await show('call-active');
  assert.ok((await drawn('remote')) >= before);
  await drawnPast(before);
  assert.ok(await canvas?.evaluate((one) => one.isConnected), 'another canvas took its place');
});
