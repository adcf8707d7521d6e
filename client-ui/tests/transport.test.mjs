// The app's own page behind both of its transports: a loopback socket, and the shell.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { looks, openGallery, openLook } from './gallery.mjs';

const untested = { verdict: 'untested', reason: null };
const signIn = {
  clock_offset_ms: 0,
  server_url: 'https://clinic.example',
  link: { state: 'signed_out' },
  me: null,
  screen: { name: 'sign_in', busy: false, problem: null, accepted: 0 },
  call: null,
  notices: [],
  bridge: null,
  synthetic_media: false,
  devices: {
    found: { cameras: [], microphones: [], speakers: [] },
    choice: { camera: null, microphone: null, speaker: null, ring: null, headset: false },
    check: {
      open: false,
      result: { camera: untested, microphone: untested, speaker: untested, network: untested },
      level: 0,
      speaker: 'idle',
      network_busy: false,
      network: null,
    },
  },
};
const register = { ...signIn, screen: { ...signIn.screen, name: 'register' } };
const address = 'ws://127.0.0.1:9/?token=0123';

let gallery;
before(async () => {
  gallery = await openGallery();
});
after(() => gallery.close());

test('over a socket, views come in and intents go out', async () => {
  const page = await openLook(gallery, looks[2]);
  const intents = [];
  await page.routeWebSocket(address, (socket) => {
    socket.onMessage((text) => {
      intents.push(JSON.parse(text));
      socket.send(JSON.stringify(register));
    });
    socket.send(JSON.stringify(signIn));
  });
  await page.goto(`${gallery.app}?socket=${address}`);
  await page.getByTestId('to-register').click();
  await page.getByTestId('date-of-birth').waitFor();
  assert.deepEqual(intents, [{ do: 'show_register' }]);
  await page.close();
});

test('a socket that breaks is opened again, one that was replaced is not', async () => {
  const page = await openLook(gallery, looks[2]);
  let opened = 0;
  await page.routeWebSocket(address, (socket) => {
    opened += 1;
    socket.send(JSON.stringify(signIn));
    setTimeout(() => socket.close({ code: opened === 1 ? 1011 : 4001 }), 50);
  });
  await page.goto(`${gallery.app}?socket=${address}`);
  await page.waitForTimeout(2000);
  assert.equal(opened, 2);
  await page.close();
});

test('in the window, the first view is asked for and later ones are told', async () => {
  const page = await openLook(gallery, looks[2]);
  let bridges = 0;
  await page.routeWebSocket(address, () => {
    bridges += 1;
  });
  await page.addInitScript(
    ({ first, next }) => {
      window.intents = [];
      let tell;
      window.__TAURI__ = {
        core: {
          invoke: async (command, { intent }) => {
            if (intent) window.intents.push([command, intent]);
            if (intent) tell({ payload: next });
            return first;
          },
        },
        event: {
          listen: async (event, handler) => {
            tell = handler;
          },
        },
      };
    },
    { first: signIn, next: { ...register, bridge: { url: address } } },
  );
  await page.goto(gallery.app);
  await page.getByTestId('to-register').click();
  await page.getByTestId('date-of-birth').waitFor();
  assert.deepEqual(await page.evaluate(() => window.intents), [['intent', { do: 'show_register' }]]);
  assert.equal(bridges, 1);
  await page.close();
});

test('with nothing behind it, the page says so', async () => {
  const page = await openLook(gallery, looks[2]);
  await page.goto(gallery.app);
  assert.match(await page.textContent('body'), /open the app/);
  await page.close();
});
