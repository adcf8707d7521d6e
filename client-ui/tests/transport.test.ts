// The app's own page behind both of its transports: a loopback socket, and the shell.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Intent, ViewState } from '../src/generated/types.ts';
import type { Tauri } from '../src/transport/tauri.ts';
import { looks, openGallery, openLook, type Gallery } from './gallery.ts';
import { written } from './stage.ts';

const signIn = await written('sign-in');
const register = await written('register');
const address = 'ws://127.0.0.1:9/?token=0123';

declare global {
  interface Window {
    /** What the shell was asked, and with which intent. */
    intents: [string, Intent][];
    __TAURI__: Tauri;
  }
}

let gallery: Gallery;
before(async () => {
  gallery = await openGallery();
});
after(() => gallery.close());

test('over a socket, views come in and intents go out', async () => {
  const page = await openLook(gallery, looks.desk);
  const intents: Intent[] = [];
  await page.routeWebSocket(address, (socket) => {
    socket.onMessage((text) => {
      intents.push(JSON.parse(String(text)) as Intent);
      socket.send(JSON.stringify(register));
    });
    socket.send(JSON.stringify(signIn));
  });
  await page.goto(`${gallery.app}?socket=${address}`);
  await page.getByTestId('to-register').click();
  await page.getByTestId('date-of-birth').waitFor();
  assert.deepEqual(intents, [{ do: 'show_register' }]);
  await page.context().close();
});

test('a socket that breaks is opened again, one that was replaced is not', async () => {
  const page = await openLook(gallery, looks.desk);
  let opened = 0;
  await page.routeWebSocket(address, (socket) => {
    opened += 1;
    socket.send(JSON.stringify(signIn));
    void socket.close({ code: opened === 1 ? 1011 : 4001 });
  });
  await page.clock.install();
  await page.goto(`${gallery.app}?socket=${address}`);
  while (opened < 2) await page.clock.runFor(100);
  // A minute of the page's own time, for a socket that should stay closed.
  for (let second = 0; second < 60; second += 1) await page.clock.runFor(1000);
  assert.equal(opened, 2);
  await page.context().close();
});

test('in the window, the first view is asked for and later ones are told', async () => {
  const page = await openLook(gallery, looks.desk);
  let bridges = 0;
  await page.routeWebSocket(address, () => {
    bridges += 1;
  });
  await page.addInitScript(
    ({ first, next }) => {
      window.intents = [];
      type Tell = (event: { payload: ViewState }) => void;
      let tell: Tell;
      const invoke = async (command: string, asked?: { intent?: Intent | null }) => {
        if (asked?.intent) window.intents.push([command, asked.intent]);
        if (asked?.intent) tell({ payload: next });
        return first;
      };
      const listen = async (event: string, handler: Tell) => {
        if (event === 'view') tell = handler;
      };
      window.__TAURI__ = {
        core: { invoke: invoke as Tauri['core']['invoke'] },
        event: { listen: listen as Tauri['event']['listen'] },
      };
    },
    { first: signIn, next: { ...register, bridge: { url: address } } },
  );
  await page.goto(gallery.app);
  await page.getByTestId('to-register').click();
  await page.getByTestId('date-of-birth').waitFor();
  assert.deepEqual(await page.evaluate(() => window.intents), [['intent', { do: 'show_register' }]]);
  assert.equal(bridges, 1);
  await page.context().close();
});

test('the language that the page kept before the core did is handed over once, and the page is drawn in it', async () => {
  const page = await openLook(gallery, looks.desk);
  const intents: Intent[] = [];
  let view = signIn;
  await page.routeWebSocket(address, (socket) => {
    socket.onMessage((text) => {
      intents.push(JSON.parse(String(text)) as Intent);
      view = { ...signIn, language: { chosen: 'de', spoken: 'de' } };
      socket.send(JSON.stringify(view));
    });
    socket.send(JSON.stringify(view));
  });
  await page.goto(gallery.app);
  await page.evaluate(() => localStorage.setItem('medconsult.language', 'de'));
  await page.goto(`${gallery.app}?socket=${address}`);
  await page.getByRole('heading', { name: 'Willkommen zurück' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
  assert.deepEqual(intents, [{ do: 'set_language', language: 'de' }]);
  assert.equal(await page.evaluate(() => localStorage.getItem('medconsult.language')), null);
  await page.context().close();
});

test('with nothing behind it, the page says so', async () => {
  const page = await openLook(gallery, looks.desk);
  await page.goto(gallery.app);
  assert.match((await page.textContent('body')) ?? '', /open the app/);
  await page.context().close();
});
