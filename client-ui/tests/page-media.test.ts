// The page as camera, microphone and speaker, in a browser that pretends to have them.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import type { WebSocketRoute } from 'playwright-core';
import { looks } from './gallery.ts';
import { setStage, written } from './stage.ts';

const address = 'ws://127.0.0.1:9/?token=0123';
const FILM = 1;
const LISTEN = 2;
/** What no test needs by far. */
const patience = { timeout: 60_000 };

/** Layouts as docs/bridge.md has them. */
const wish = (flags: number) => Buffer.from([4, flags, 0x80, 2, 0xe0, 1, 0xf4, 1, 0, 0]);
const tenMilliseconds = Buffer.concat([Buffer.from([2, 0]), Buffer.alloc(960)]);
const isKey = (message: Buffer) => message[0] === 1 && ((message[1] ?? 0) & 1) === 1;
const isSound = (message: Buffer) => message[0] === 2;
const isReport = (message: Buffer) => message[0] === 3;

declare global {
  interface Window {
    /** What the devices were opened with. */
    tracks: MediaStreamTrack[];
  }
}

const { page, gallery } = setStage(looks.phone, { fresh: true });

type Begin = (socket: WebSocketRoute, number: number) => void;
type Hear = (message: Buffer, number: number, socket: WebSocketRoute, done: () => void) => void;

/** Is the engine: `begin` once for each connection, `hear` for each binary message. */
async function serve(begin: Begin, hear: Hear): Promise<number> {
  let opened = 0;
  const over = new EventEmitter();
  const done = once(over, 'done');
  await page().routeWebSocket(address, (socket) => {
    const number = opened++;
    begin(socket, number);
    socket.onMessage((message) => {
      if (typeof message === 'string') return;
      try {
        hear(message, number, socket, () => over.emit('done'));
      } catch (error) {
        over.emit('error', error);
      }
    });
  });
  await page().goto(`${gallery().app}?socket=${address}`);
  await done;
  return opened;
}

test('devices are there again after the way to the engine broke', patience, async () => {
  const view = JSON.stringify(await written('sign-in'));
  const connections: { keys: number; sounds: number; played: number[] }[] = [];
  const pieces = [8, 6];
  const begin: Begin = (socket, number) => {
    connections[number] = { keys: 0, sounds: 0, played: [] };
    socket.send(view);
    socket.send(wish(FILM | LISTEN));
    for (let count = 0; count < (pieces[number] ?? 0); count += 1) socket.send(tenMilliseconds);
  };
  const opened = await serve(begin, (message, number, socket, done) => {
    const seen = connections[number];
    assert.ok(seen);
    if (isKey(message)) seen.keys += 1;
    if (isSound(message)) seen.sounds += 1;
    if (isReport(message)) seen.played.push(message.readUInt32LE(2));
    if (isReport(message)) assert.equal(message[1], 0, 'a device failed');
    if (seen.keys === 0 || seen.sounds < 3 || seen.played.at(-1) !== pieces[number]) return;
    if (number === 0) void socket.close({ code: 1011 });
    else done();
  });
  assert.equal(opened, 2);
  // What was played on an older connection is none of this one's.
  assert.equal(Math.max(...(connections[1]?.played ?? [])), 6);
});

test('what is still to be played is told to its end, whether or not a device is wanted', patience, async () => {
  const view = JSON.stringify(await written('sign-in'));
  const begin: Begin = (socket) => {
    socket.send(view);
    socket.send(wish(FILM | LISTEN));
    for (let count = 0; count < 5; count += 1) socket.send(tenMilliseconds);
    socket.send(wish(0));
  };
  await serve(begin, (message, _number, _socket, done) => {
    if (isReport(message) && message.readUInt32LE(2) === 5) done();
  });
});

test('a device that is wanted, not wanted and wanted again while it opens is open once', patience, async () => {
  const view = JSON.stringify(await written('sign-in'));
  await page().addInitScript(() => {
    window.tracks = [];
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      window.tracks.push(...stream.getTracks());
      return stream;
    };
  });
  const begin: Begin = (socket) => {
    socket.send(view);
    for (const flags of [FILM | LISTEN, 0, FILM | LISTEN, 0, FILM | LISTEN]) socket.send(wish(flags));
  };
  let [keys, sounds] = [0, 0];
  await serve(begin, (message, _number, _socket, done) => {
    keys += isKey(message) ? 1 : 0;
    sounds += isSound(message) ? 1 : 0;
    if (keys > 0 && sounds > 0) done();
  });
  await page().waitForFunction(() => window.tracks.length === 6);
  const open = await page().evaluate(() => window.tracks.filter((track) => track.readyState === 'live').map((track) => track.kind));
  assert.deepEqual(open.sort(), ['audio', 'video']);
});

test('a key frame is wished for over the way there is, and not for every picture', patience, async () => {
  const view = JSON.stringify(await written('call-active'));
  let sending: NodeJS.Timeout | undefined;
  const begin: Begin = (socket) => {
    socket.send(view);
    const builtOnAnother = Buffer.from([0, 0, 0x80, 2, 0xe0, 1, 0, 0, 0, 0, 7, 7]);
    sending = setInterval(() => socket.send(builtOnAnother), 30);
  };
  const wishes: number[][] = [];
  // By the page's own clock, which only goes on as it is told to.
  await page().clock.install();
  await page().clock.pauseAt(Date.now() + 1000);
  let now = 0;
  const at: number[] = [];
  const serving = serve(begin, (message, _number, _socket, done) => {
    wishes.push([...message]);
    at.push(now);
    if (wishes.length === 2) done();
  });
  for (; wishes.length < 2; now += wishes.length === 0 ? 0 : 100) await page().clock.runFor(100);
  const opened = await serving;
  clearInterval(sending);
  assert.deepEqual(wishes, [
    [7, 0],
    [7, 0],
  ]);
  const between = (at[1] ?? 0) - (at[0] ?? 0);
  // Each wish may be heard a step after it was sent.
  assert.ok(between >= 800, `${between} ms`);
  assert.equal(opened, 1);
});
