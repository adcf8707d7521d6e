// A page of its own for every test of a file.

import { after, before, beforeEach } from 'node:test';
import { openGallery, openLook } from './gallery.mjs';

/** Opens the gallery once; `use` gets it and a new page before each test. */
export function freshPages(look, use) {
  let gallery;
  let page;
  before(async () => {
    gallery = await openGallery();
  });
  beforeEach(async () => {
    await page?.close();
    page = await openLook(gallery, look);
    use({ gallery, page });
  });
  after(() => gallery.close());
}
