// Opens the built gallery in a real browser.

import { chromium } from 'playwright-core';
import { preview } from 'vite';

const arguments_ = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // For pages that film and listen.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

export async function openGallery() {
  const server = await preview({
    mode: 'gallery',
    logLevel: 'error',
    build: { outDir: 'dist-gallery' },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const { port } = server.httpServer.address();
  const origin = `http://127.0.0.1:${port}`;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: arguments_,
  });
  const page = await browser.newPage();
  await page.goto(`${origin}/gallery.html`);
  const names = await page.evaluate(() => window.viewNames);
  await page.close();
  return {
    browser,
    names,
    app: `${origin}/index.html`,
    address: (name, more = '') => `${origin}/gallery.html?view=${name}${more}`,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** The ways of looking at a page that every screen must stand. */
export const looks = [
  { name: '360 light', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { name: '360 dark', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
  { name: '1280 light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: '1280 dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  // 200 % zoom leaves half of the pixels.
  { name: 'zoom', viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, colorScheme: 'light' },
  { name: 'rtl', viewport: { width: 1280, height: 800 }, colorScheme: 'dark', query: '&dir=rtl' },
  { name: 'rtl 360', viewport: { width: 360, height: 740 }, colorScheme: 'light', query: '&dir=rtl' },
  { name: 'german 360', viewport: { width: 360, height: 740 }, colorScheme: 'light', locale: 'de-AT' },
];

export async function openLook(gallery, look) {
  const { viewport, colorScheme, deviceScaleFactor = 1, locale = 'en-GB' } = look;
  const context = await gallery.browser.newContext({
    viewport,
    colorScheme,
    deviceScaleFactor,
    locale,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  // Choosing files is only taken over while somebody listens, and that takes a moment to begin.
  page.on('filechooser', () => undefined);
  return page;
}
