// The built gallery in the one browser that `run.ts` started for all tests.

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

export interface Gallery {
  browser: Browser;
  /** The app's own page. */
  app: string;
  address(name: string, more?: string): string;
  /** Every view that there is. */
  names(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openGallery(): Promise<Gallery> {
  const { GALLERY_ORIGIN: origin, GALLERY_BROWSER: endpoint } = process.env;
  if (!origin || !endpoint) throw new Error('`npm test` starts the gallery and a browser, and then the tests');
  const browser = await chromium.connect(endpoint);
  return {
    browser,
    app: `${origin}/index.html`,
    address: (name, more = '') => `${origin}/gallery.html?view=${name}${more}`,
    names: async () => {
      const page = await browser.newPage();
      await visit(page, `${origin}/gallery.html`);
      const names = await page.evaluate(() => window.viewNames);
      await page.close();
      return names;
    },
    close: async () => {
      // The browser stays for the others, and what is left open in it would go on drawing.
      for (const context of browser.contexts()) await context.close();
      await browser.close();
    },
  };
}

export interface Look extends Pick<BrowserContextOptions, 'viewport' | 'deviceScaleFactor' | 'locale'> {
  name: string;
  colorScheme: 'light' | 'dark';
  query?: string;
}

const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 800 };

/** The ways of looking at a page that every screen must stand. */
export const looks = {
  phone: { name: '360 light', viewport: phone, colorScheme: 'light' },
  phoneDark: { name: '360 dark', viewport: phone, colorScheme: 'dark' },
  desk: { name: '1280 light', viewport: desk, colorScheme: 'light' },
  deskDark: { name: '1280 dark', viewport: desk, colorScheme: 'dark' },
  // 200 % zoom leaves half of the pixels.
  zoom: { name: 'zoom', viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, colorScheme: 'light' },
  rtl: { name: 'rtl', viewport: desk, colorScheme: 'dark', query: '&dir=rtl' },
  rtlPhone: { name: 'rtl 360', viewport: phone, colorScheme: 'light', query: '&dir=rtl' },
  germanPhone: { name: 'german 360', viewport: phone, colorScheme: 'light', locale: 'de-AT' },
} satisfies Record<string, Look>;

/** A page of its own, in a context of its own. */
export async function openLook(gallery: Gallery, look: Look): Promise<Page> {
  const { viewport, colorScheme, deviceScaleFactor = 1, locale = 'en-GB' } = look;
  const context = await gallery.browser.newContext({
    ...(viewport ? { viewport } : {}),
    colorScheme,
    deviceScaleFactor,
    locale,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  // Beside everything else that is tested a page may get little time.
  page.setDefaultTimeout(90_000);
  // Choosing files is only taken over while somebody listens, and that takes a moment to begin.
  page.on('filechooser', () => undefined);
  return page;
}

/** Goes to a page of the gallery, and waits until it is drawn: it loads its words first, after the browser calls it loaded. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.drawn !== undefined);
}
