// Serves the built gallery, and starts a real browser that any number of processes may use at once.

import { writeFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
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

/**
 * Linux shares its processors out among sessions first (sched(7), "The autogroup feature"), and the browser has one of
 * its own: at what priority this process runs would count for nothing there.
 */
async function yieldAsThis(leader: number | undefined): Promise<void> {
  if (leader === undefined) return;
  // Other systems share by process.
  await writeFile(`/proc/${leader}/autogroup`, String(getPriority())).catch(() => undefined);
}

/** Starts both, and says where they are in the environment, for `openGallery`. The answer ends them. */
export async function startBrowser(): Promise<() => Promise<void>> {
  const server = await preview({
    mode: 'gallery',
    logLevel: 'error',
    build: { outDir: 'dist-gallery' },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const browser = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
  await yieldAsThis(browser.process().pid);
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('the gallery is served nowhere');
  process.env.GALLERY_ORIGIN = `http://127.0.0.1:${address.port}`;
  process.env.GALLERY_BROWSER = browser.wsEndpoint();
  return async () => {
    await browser.close();
    await server.close();
  };
}
