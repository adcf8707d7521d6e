// A whole visit, from both sides, by keys alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Intent } from '../src/generated/types.ts';
import { looks, openGallery, openLook, visit, type Gallery } from './gallery.ts';
import { arrive, focusedOn, tabTo, takesKeys } from './keys.ts';
import * as people from './people.ts';
import { first, newlySentBy } from './stage.ts';

let gallery: Gallery;
let page: Page;
before(async () => {
  gallery = await openGallery();
});
after(() => gallery.close());

const sent = () => newlySentBy(page);
const told = async (...intents: Intent[]) => assert.deepEqual(await sent(), intents);

async function press(id: string, key = 'Enter') {
  await tabTo(page, id);
  await takesKeys(page);
  await page.keyboard.press(key);
}

async function signIn(email: string, password: string) {
  await visit(page, gallery.address('sign-in'));
  await tabTo(page, 'email');
  await page.keyboard.type(email);
  await tabTo(page, 'password');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await told({ do: 'sign_in', email, password });
}

/** Opens the chat, writes, gives it back; `before` and `open` are its two views. */
async function chat(before: string, open: string) {
  await press('open-chat');
  await told({ do: 'open_chat', encounter_id: people.encounter });
  await arrive(page, open);
  await tabTo(page, 'chat-text');
  await page.keyboard.type('Good morning');
  await page.keyboard.press('Enter');
  const said = (await sent()).filter(({ do: what }) => what === 'write_message');
  assert.deepEqual(said, [{ do: 'write_message', text: 'Good morning' }]);
  await tabTo(page, 'chat-attach', { key: 'Shift+Tab' });
  const choice = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await choice).setFiles({ name: 'arm.png', mimeType: 'image/png', buffer: Buffer.from([1, 2, 3]) });
  await page.getByTestId('attached-file').waitFor();
  await tabTo(page, 'chat-text');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.sentIntents.some((intent) => intent.do === 'attach_file'));
  await sent();
  await page.keyboard.press('Escape');
  await told({ do: 'close_chat' });
  await arrive(page, before);
}

async function checkDevices() {
  await press('open-check');
  await told({ do: 'open_check' });
  await arrive(page, 'device-check-heard', 'H2');
  await tabTo(page, 'choose-camera');
  await page.keyboard.press('ArrowDown');
  assert.equal(first(await sent()).camera?.id, 'cam-1');
  await press('test-speaker');
  await told({ do: 'test_speaker' });
  await arrive(page, 'device-check-asking', 'test-speaker');
  await press('speaker-heard');
  await told({ do: 'answer_speaker', heard: true });
  // The question goes away; the focus does not.
  await arrive(page, 'device-check-heard', 'test-speaker');
  await press('test-network');
  await told({ do: 'test_network' });
  await arrive(page, 'device-check-measuring', 'test-network');
  await arrive(page, 'device-check-passed', 'test-network');
  await tabTo(page, 'close-check', { key: 'Shift+Tab' });
  await page.keyboard.press('Enter');
  await told({ do: 'close_check' });
  await arrive(page, 'device-check-closed', 'H2');
}

for (const look of [looks.desk, looks.phone, looks.rtl]) {
  test(`a patient's visit by keys, ${look.name}`, async () => {
    page = await openLook(gallery, look);
    await signIn('maria@email.com', 'patient123');
    await arrive(page, 'patient-home', 'H1');
    await press('open-schedule');
    assert.equal(first(await sent()).do, 'open_schedule');
    await arrive(page, 'waiting-room-not-joined', 'H1');
    await tabTo(page, 'reason');
    await page.keyboard.type('A cough');
    await press('join-queue');
    await told({ do: 'join_queue', reason: 'A cough' });
    // The form is gone with the press.
    await arrive(page, 'waiting-room', 'H1');
    await checkDevices();
    await tabTo(page, 'ready', { key: 'Shift+Tab' });
    await page.keyboard.press('Space');
    await told({ do: 'set_ready', ready: true });
    await arrive(page, 'waiting-room-ready', 'ready');
    await chat('waiting-room-ready', 'chat-waiting');

    await arrive(page, 'call-incoming', 'H1');
    await press('accept');
    await told({ do: 'invitation_seen' }, { do: 'accept' });
    await arrive(page, 'call-connecting', 'H1');
    await arrive(page, 'call-active', 'H1');
    await press('microphone', 'Space');
    await told({ do: 'set_microphone', on: false });
    await press('call-tools');
    await tabTo(page, 'choose-microphone');
    await page.keyboard.press('ArrowDown');
    assert.equal(first(await sent()).microphone?.id, 'mic-1');
    await page.keyboard.press('Escape');
    assert.equal(await focusedOn(page), 'call-tools');
    await chat('call-active', 'chat-call');
    await press('end-call');
    await told({ do: 'end' });
    await arrive(page, 'call-ended-completed', 'H1');
    await tabTo(page, 'star-1');
    await page.keyboard.press('Space');
    for (let star = 1; star < 4; star += 1) await page.keyboard.press('ArrowDown');
    assert.equal(await focusedOn(page), 'star-4');
    await tabTo(page, 'rating-comment');
    await page.keyboard.type('She listened.');
    await press('rate-call');
    await told({ do: 'rate_call', stars: 4, comment: 'She listened.' });
    await arrive(page, 'call-ended-rating', 'rate-call');
    // The form is gone with what was sent.
    await arrive(page, 'call-ended-rated', 'thanks');
    await press('write-after');
    await told({ do: 'close_call' }, { do: 'open_thread', encounter_id: people.encounter });
    await arrive(page, 'call-ended-rated');
    await press('close-call', 'Space');
    await told({ do: 'close_call' });
    await arrive(page, 'waiting-room-done', 'H1');
    await page.context().close();
  });
}

test('registering by keys, as a patient and as a doctor', async () => {
  page = await openLook(gallery, looks.desk);
  await visit(page, gallery.address('sign-in'));
  await press('to-register');
  await told({ do: 'show_register' });
  await arrive(page, 'register', 'H1');
  await tabTo(page, 'role-patient');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focusedOn(page), 'role-doctor');
  await tabTo(page, 'name');
  await page.keyboard.type('Dr. Ana Weber');
  await tabTo(page, 'email');
  await page.keyboard.type('ana@clinic.com');
  await tabTo(page, 'password');
  await page.keyboard.type('a long secret');
  await press('register');
  const intent = first(await sent());
  assert.deepEqual([intent.do, intent.role, intent.name, intent.email], ['register', 'doctor', 'Dr. Ana Weber', 'ana@clinic.com']);
  await page.context().close();
});

test("a doctor's session by keys", async () => {
  page = await openLook(gallery, looks.desk);
  await signIn('doctor@clinic.com', 'doctor123');
  await arrive(page, 'doctor-home', 'H1');
  await press('new-session');
  await tabTo(page, 'session-title');
  await page.keyboard.type('Night duty');
  await press('session-create');
  assert.equal(first(await sent()).do, 'create_schedule');
  await page.keyboard.press('Escape');
  assert.equal(await focusedOn(page), 'new-session');
  await press('open-schedule');
  assert.equal(first(await sent()).do, 'open_schedule');
  await arrive(page, 'practice-room-upcoming', 'H1');
  await press('start-session');
  await told({ do: 'start_session' });
  await arrive(page, 'practice-room');
  await chat('practice-room', 'chat-practice');
  await press('invite-next');
  assert.equal(first(await sent()).do, 'invite');
  await arrive(page, 'call-outgoing-sounding');
  await tabTo(page, 'cancel-call');
  await arrive(page, 'call-active-doctor', 'H1');
  await page.keyboard.press('v');
  await told({ do: 'set_camera', on: false });
  await page.keyboard.press('e');
  assert.equal(await focusedOn(page), 'end-call');
  await page.keyboard.press('Enter');
  await told({ do: 'end' });
  await arrive(page, 'call-ended-next', 'H1');
  await press('invite-after');
  await told({ do: 'invite', patient_id: people.aylin });
  await arrive(page, 'call-outgoing-sounding', 'H1');
  await arrive(page, 'call-ended-last', 'H1');
  await press('close-call');
  await told({ do: 'close_call' });
  await arrive(page, 'practice-room', 'H1');
  await press('more');
  await press('move-later');
  const moved = first(await sent());
  assert.deepEqual([moved.do, moved.to], ['move_in_queue', 'later']);
  await press('no-show');
  assert.equal(first(await sent()).do, 'mark_no_show');
  await press('more');
  await press('remove-patient');
  await press('remove-confirm');
  assert.equal(first(await sent()).do, 'remove_patient');
  await press('reset-patient');
  assert.equal(first(await sent()).do, 'reset_patient');
  await tabTo(page, 'end-session', { key: 'Shift+Tab' });
  await page.keyboard.press('Enter');
  await press('end-session-confirm');
  await told({ do: 'end_session' });
  await page.context().close();
});
