// Serves the built gallery, and starts a real browser that any number of processes may use at once.

import { chromium } from 'playwright-core';
import { preview } from 'vite';

const flags = [
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

/** Starts both, and says where they are in the environment, for `openGallery`. The answer ends them. */
export async function startBrowser(): Promise<() => Promise<void>> {
  const server = await preview({
    mode: 'gallery',
    logLevel: 'error',
    build: { outDir: 'dist-gallery' },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const browser = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('the gallery is served nowhere');
  process.env.GALLERY_ORIGIN = `http://127.0.0.1:${address.port}`;
  process.env.GALLERY_BROWSER = browser.wsEndpoint();
  return async () => {
    await browser.close();
    await server.close();
  };
}
