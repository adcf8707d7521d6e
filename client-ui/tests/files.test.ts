// Files in a chat: chosen, pasted and dropped, refused before they leave, shown and saved.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks } from './gallery.ts';
import { tabTo } from './keys.ts';
import * as people from './people.ts';
import { keyOfLine, setStage } from './stage.ts';

const { page, open } = setStage(looks.desk);

const sent = async (what: string) => (await page().evaluate(() => window.sentIntents)).filter((intent) => intent.do === what);
const focused = () => page().evaluate(() => document.activeElement?.getAttribute('data-testid'));
const png = (name: string, size = 4) => ({ name, mimeType: 'image/png', buffer: Buffer.alloc(size, 7) });
const choose = (...files: ReturnType<typeof png>[]) => page().getByTestId('chat-files').setInputFiles(files);
const names = () => page().getByTestId('attached-file').locator('.name').allTextContents();

/** Gives files to an element as a paste or a drop does. */
const give = (id: string, event: string, files: { name: string; kind: string; bytes: number[] }[]) =>
  page()
    .getByTestId(id)
    .evaluate(
      (element, [type, given]) => {
        const transfer = new DataTransfer();
        for (const { name, kind, bytes } of given) transfer.items.add(new File([new Uint8Array(bytes)], name, { type: kind }));
        const init = { bubbles: true, cancelable: true };
        const made =
          type === 'paste'
            ? new ClipboardEvent(type, { ...init, clipboardData: transfer })
            : new DragEvent(type, { ...init, dataTransfer: transfer });
        return element.dispatchEvent(made);
      },
      [event, files] as const,
    );

test('what is chosen is shown first and leaves with the next press, words after it', async () => {
  await open('chat-waiting-empty');
  await choose(png('arm.png'), png('leg.png'));
  assert.deepEqual(await names(), ['arm.png', 'leg.png']);
  assert.match((await page().getByTestId('attached').textContent()) ?? '', /up to 10\.5 MB each, 5 files at a time/);
  assert.equal(await focused(), 'chat-text');
  assert.deepEqual(await sent('attach_file'), []);
  await page().getByTestId('attached-remove').first().click();
  assert.deepEqual(await names(), ['leg.png']);
  await page().keyboard.type('My leg');
  await page().keyboard.press('Enter');
  await page().waitForFunction(() => window.sentIntents.some((intent) => intent.do === 'attach_file'));
  assert.deepEqual(await sent('attach_file'), [{ do: 'attach_file', transfer: 1, name: 'leg.png', bytes: 4 }]);
  assert.deepEqual(await sent('write_message'), [{ do: 'write_message', text: 'My leg' }]);
  assert.deepEqual(await page().evaluate(() => window.handed), [{ number: 1, type: 'image/png', bytes: [7, 7, 7, 7] }]);
  assert.equal(await page().getByTestId('attached').count(), 0);
});

test('what does not fit the rules is said before a byte leaves', async () => {
  await open('chat-waiting-empty');
  const odd = { name: 'run.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') };
  await choose(png('huge.png', 10_485_761), png('nothing.png', 0), odd, png('arm.png'));
  assert.deepEqual(await names(), ['arm.png']);
  const refused = await page().getByTestId('attach-refused').locator('p').allTextContents();
  assert.deepEqual(refused, [
    'huge.png: This is too large.',
    'nothing.png: This file is empty.',
    'run.exe: Files of this kind are not taken.',
  ]);
  await open('chat-waiting-sending');
  await choose(...['1', '2', '3'].map((name) => png(`${name}.png`)));
  assert.deepEqual(await names(), ['1.png', '2.png']);
  assert.match((await page().getByTestId('attach-refused').textContent()) ?? '', /3\.png: These are too many at once\./);
  await open('chat-waiting-many');
  const attach = page().getByTestId('chat-attach');
  assert.equal(await attach.getAttribute('aria-disabled'), 'true');
  assert.match((await attach.getAttribute('aria-label')) ?? '', /Other files are still waiting/);
});

test('files come by paste and by drop, and pasted words stay words', async () => {
  await open('chat-waiting-empty');
  const went = await give('chat-text', 'paste', [{ name: 'image.png', kind: 'image/png', bytes: [1] }]);
  assert.equal(went, false, 'the paste is taken');
  assert.equal(await give('chat-text', 'paste', []), true, 'a paste of words is left to the field');
  await give('chat-log', 'dragover', [{ name: 'x.pdf', kind: 'application/pdf', bytes: [2] }]);
  assert.equal(await page().getByText('Drop files here to attach them').count(), 1);
  await give('chat-log', 'drop', [{ name: 'x.pdf', kind: 'application/pdf', bytes: [2] }]);
  assert.equal(await page().getByText('Drop files here to attach them').count(), 0);
  assert.deepEqual(await names(), ['image.png', 'x.pdf']);
});

test("the button is reached by key and opens the system's own choice", async () => {
  await open('chat-waiting-empty');
  await tabTo(page(), 'chat-attach', { key: 'Shift+Tab' });
  const choice = page().waitForEvent('filechooser');
  await page().keyboard.press('Enter');
  const chooser = await choice;
  assert.equal(chooser.isMultiple(), true);
});

test('a picture is drawn on its line and large, and asked for where it is not here', async () => {
  await open('chat-waiting-files');
  const first = page().getByTestId('chat-picture').first();
  await page().waitForFunction(() => document.querySelector<HTMLElement>('[data-testid=chat-picture]')?.dataset.drawn === 'true');
  assert.equal(await first.getAttribute('aria-label'), 'Picture: arm.png');
  const shades = await first.locator('canvas').evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    return new Set(data.filter((_, at) => at % 397 === 0)).size;
  });
  assert.ok(shades > 5, `${shades} shades`);
  await page().getByTestId('picture-open').first().click();
  await page().locator('dialog [data-drawn=true]').waitFor();
  await page().keyboard.press('Escape');
  assert.equal(await focused(), 'picture-open');
  await page().getByTestId('picture-retry').click();
  assert.deepEqual((await sent('show_file')).length, 1);
});

test('a picture with too many pixels is not unpacked, and can be saved', async () => {
  await open('chat-waiting-files');
  const last = page().getByTestId('chat-file').last();
  await last.getByText('can’t be shown here').waitFor();
  assert.equal(await last.getByTestId('chat-picture').count(), 0);
  await last.getByTestId('file-save').click();
  assert.deepEqual(await sent('save_file'), [{ do: 'save_file', file_id: people.panorama }]);
});

test('files are saved by their id, and it is said where they went', async () => {
  await open('chat-waiting-files');
  const saves = page().getByTestId('file-save');
  assert.equal(await saves.first().getAttribute('aria-label'), 'Save arm.png');
  await saves.nth(3).click();
  // One that is being saved takes no second press.
  await saves.nth(4).click({ force: true });
  assert.deepEqual(await sent('save_file'), [{ do: 'save_file', file_id: people.diary }]);
  const said = (await page().getByTestId('file-saved').allTextContents()).filter((text) => text !== '');
  assert.deepEqual(said, ['Saved to your downloads as Blood-pressure-diary (2).pdf', 'It could not be written to your downloads.']);
});

test('what is on its way shows how far, and can be stopped', async () => {
  await open('chat-waiting-sending');
  const progress = page().getByRole('progressbar');
  assert.equal(await progress.getAttribute('aria-label'), '62 % sent');
  const stops = page().getByTestId('chat-stop');
  assert.equal(await stops.count(), 2);
  await stops.first().click();
  const key = await keyOfLine('chat-waiting-sending', 'uploading');
  assert.deepEqual(await sent('discard_message'), [{ do: 'discard_message', key }]);
});
