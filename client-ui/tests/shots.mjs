// Photographs every gallery page into shots/, to be looked at; nothing of it is kept in git.
// Arguments name views; without any, all.

import { mkdirSync } from 'node:fs';
import { looks, openGallery, openLook } from './gallery.mjs';

const wanted = process.argv.slice(2);
mkdirSync(new URL('../shots', import.meta.url), { recursive: true });
const gallery = await openGallery();
for (const look of looks.filter((one) => !process.env.LOOK || process.env.LOOK === one.name)) {
  const page = await openLook(gallery, look);
  for (const name of gallery.names.filter((one) => wanted.length === 0 || wanted.includes(one))) {
    await page.goto(gallery.address(name, look.query));
    if (/^(call_active|call_weak|call_bad|device_check|settings_preview)/.test(name)) await page.waitForTimeout(900);
    // CLICK names a control to press first, for what lies behind it.
    if (process.env.CLICK) await page.getByTestId(process.env.CLICK).first().click();
    await page.screenshot({ path: `shots/${name}.${look.name.replace(' ', '-')}.png`, fullPage: true });
  }
  await page.close();
}
await gallery.close();
