// Photographs every gallery page into shots/, to be looked at; nothing of it is kept in git.
// Arguments name views; without any, all. LOOK names one look, CLICK a control to press first.

import { mkdirSync } from 'node:fs';
import { startBrowser } from './browser.ts';
import { looks, openGallery, openLook, visit, type Look } from './gallery.ts';

const wanted = process.argv.slice(2);
mkdirSync('shots', { recursive: true });
const stop = await startBrowser();
const gallery = await openGallery();
const names = await gallery.names();
for (const look of Object.values<Look>(looks).filter(({ name }) => !process.env.LOOK || process.env.LOOK === name)) {
  const page = await openLook(gallery, look);
  for (const name of names.filter((one) => wanted.length === 0 || wanted.includes(one))) {
    await visit(page, gallery.address(name, look.query));
    // Where a picture is to come, its first frames.
    for (const picture of await page.locator('canvas[data-frames]').all()) {
      await picture.evaluate(
        (canvas) =>
          new Promise<void>((done) => {
            const look = () => (Number((canvas as HTMLCanvasElement).dataset.frames) > 5 ? done() : requestAnimationFrame(look));
            look();
          }),
      );
    }
    if (process.env.CLICK) await page.getByTestId(process.env.CLICK).first().click();
    await page.screenshot({ path: `shots/${name}.${look.name.replace(' ', '-')}.png`, fullPage: true });
  }
  await page.context().close();
}
await gallery.close();
await stop();
