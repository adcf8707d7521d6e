// What a person does with keys, and where the focus is meanwhile.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looks, openLook, visit } from './gallery.ts';
import { tabTo, takesKeys } from './keys.ts';
import * as people from './people.ts';
import { first, setStage } from './stage.ts';

const { page, open, sent, gallery } = setStage(looks.desk);

const focused = () => page().evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName);

/** Waits until the countdown says something else. */
const afterNextSecond = async () => {
  const left = await page().getByRole('timer').textContent();
  await page().waitForFunction((before) => document.querySelector('[role=timer]')?.textContent !== before, left);
};

test('the focus stays on the heading while the countdown runs, where no key answers', async () => {
  await open('call-incoming');
  assert.equal(await focused(), 'H1');
  for (let second = 0; second < 3; second += 1) {
    await afterNextSecond();
    assert.equal(await focused(), 'H1');
  }
  await page().keyboard.type('a word ');
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [{ do: 'invitation_seen' }]);
});

test('what has just appeared takes no press, and then no key that was down before', async () => {
  await open('call-incoming');
  // Goes and comes again, and is pressed within the same breath, however busy the machine is.
  const off = await page().evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const accept = () => document.querySelector<HTMLElement>('[data-testid=accept]');
    window.showView('call-elsewhere');
    while (accept()) await frame();
    window.showView('call-incoming');
    while (!accept()) await frame();
    accept()?.focus();
    accept()?.click();
    return accept()?.getAttribute('aria-disabled');
  });
  assert.equal(off, 'true');
  const seen = await sent();
  assert.ok(seen.every((intent) => intent.do === 'invitation_seen'));
  await takesKeys(page());
  const accept = page().getByTestId('accept');
  // Held down since before the focus came, and let go only now.
  for (const key of ['Space', 'Enter']) {
    await page().getByTestId('invitation').getByRole('heading').focus();
    await page().keyboard.down(key);
    await accept.focus();
    // The system repeats it.
    await page().keyboard.down(key);
    await page().keyboard.up(key);
    assert.deepEqual(await sent(), seen, key);
  }
  await page().keyboard.press('Space');
  assert.deepEqual(await sent(), [...seen, { do: 'accept' }]);
});

test('a person who moved to Decline is not moved back', async () => {
  await open('call-incoming');
  await page().keyboard.press('Tab');
  assert.equal(await focused(), 'decline');
  await page().evaluate(() => window.showView('call-incoming'));
  await afterNextSecond();
  assert.equal(await focused(), 'decline');
});

test('Escape does not decline, Enter accepts, and seen is said once', async () => {
  await open('call-incoming');
  await page().keyboard.press('Escape');
  await page().keyboard.press('Escape');
  await tabTo(page(), 'accept');
  await takesKeys(page());
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [{ do: 'invitation_seen' }, { do: 'accept' }]);
});

test('an invitation closes a dialog that is open below it', async () => {
  await open('waiting-room');
  await page().getByTestId('leave-queue').click();
  await page().evaluate(() => window.showView('call-incoming'));
  await page().waitForFunction(() => document.activeElement?.closest('[data-testid=invitation]'));
  assert.equal(await page().locator('dialog').count(), 0);
  await page().getByTestId('accept').click();
  assert.ok((await sent()).some((intent) => intent.do === 'accept'));
});

test('a dialog takes the focus, Escape closes it and gives the focus back', async () => {
  await open('practice-room');
  await page().getByTestId('end-session').focus();
  await page().keyboard.press('Enter');
  assert.equal(await page().locator('dialog[open]').count(), 1);
  await page().keyboard.press('Escape');
  assert.equal(await page().locator('dialog').count(), 0);
  assert.equal(await focused(), 'end-session');
  assert.deepEqual(await sent(), []);
});

test('the whole of signing in works by keys', async () => {
  await open('sign-in');
  await page().getByTestId('email').focus();
  await page().keyboard.type('john@email.com');
  await page().keyboard.press('Tab');
  await page().keyboard.type('patient123');
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [{ do: 'sign_in', email: 'john@email.com', password: 'patient123' }]);
});

test('a new screen puts the focus on its heading', async () => {
  await open('sign-in');
  await page().evaluate(() => window.showView('patient-home'));
  await page().waitForFunction(() => document.activeElement?.tagName === 'H1');
  await page().evaluate(() => window.showView('call-ended-last'));
  await page().waitForFunction(() => document.activeElement?.matches('[data-testid=ended] h1'));
});

test('refused buttons send nothing and say why', async () => {
  await open('call-outgoing-sounding');
  const invite = page().getByTestId('invite').first();
  assert.equal(await invite.getAttribute('aria-disabled'), 'true');
  await invite.dispatchEvent('click');
  assert.match((await invite.getAttribute('aria-label')) ?? '', /A call is under way/);
  assert.deepEqual(await sent(), []);
});

test("a session is planned in the person's own zone, over midnight too", async () => {
  await open('doctor-home-empty');
  await page().getByTestId('new-session').click();
  await page().getByTestId('session-title').fill('Night duty');
  await page().getByTestId('session-date').fill('2026-10-24');
  await page().getByTestId('session-starts').fill('22:00');
  await page().getByTestId('session-ends').fill('04:00');
  await page().getByTestId('session-create').click();
  const intent = first(await sent());
  // In Vienna the clocks go back in that night: six hours by the clock are seven.
  assert.equal(intent.starts_at, Date.parse('2026-10-24T20:00:00Z'));
  assert.equal(intent.ends_at, Date.parse('2026-10-25T03:00:00Z'));
  assert.equal(intent.time_zone, 'Europe/Vienna');
});

test('a plan is changed from what it is, keeps what was typed when refused, and closes when saved', async () => {
  await open('doctor-home');
  await page().getByTestId('change-schedule').first().click();
  assert.equal(await page().getByTestId('session-title').inputValue(), 'Evening consultation');
  assert.equal(await page().getByTestId('session-date').inputValue(), '2026-11-17');
  assert.equal(await page().getByTestId('session-starts').inputValue(), '18:24');
  assert.equal(await page().getByTestId('session-ends').inputValue(), '20:24');
  await page().getByTestId('session-starts').fill('19:00');
  await page().getByTestId('session-capacity').fill('5');
  await page().getByTestId('session-title').focus();
  await page().keyboard.press('Enter');
  const intent = first(await sent());
  assert.equal(intent.do, 'change_schedule');
  assert.equal(intent.schedule_id, people.evening);
  assert.equal(intent.plan?.starts_at, Date.parse('2026-11-17T18:00:00Z'));
  assert.equal(intent.plan?.ends_at, Date.parse('2026-11-17T19:24:00Z'));
  assert.equal(intent.plan?.capacity, 5);
  await page().evaluate(() => window.showView('doctor-home-change-refused'));
  await page().getByText('This is outside of what is allowed.').waitFor();
  assert.equal(await page().getByTestId('session-starts').inputValue(), '19:00');
  await page().evaluate(() => window.showView('doctor-home-changed'));
  await page().waitForFunction(() => document.querySelector('dialog') === null);
  assert.equal(await focused(), 'change-schedule');
});

test('what was wrong with an earlier try is not said when a form is opened again', async () => {
  await open('doctor-home-change-refused');
  await page().getByTestId('change-schedule').first().click();
  assert.equal(await page().getByTestId('form-problem').count(), 0);
});

test('deleting asks first and says why where it may not be', async () => {
  await open('doctor-home');
  const [waitedFor, empty] = await page().getByTestId('delete-schedule').all();
  assert.ok(waitedFor && empty);
  assert.match((await waitedFor.getAttribute('aria-label')) ?? '', /Somebody has taken a place already/);
  await waitedFor.dispatchEvent('click');
  assert.equal(await page().locator('dialog').count(), 0);
  await empty.click();
  assert.match((await page().locator('dialog').textContent()) ?? '', /Tomorrow, 09:24.11:24/);
  assert.deepEqual(await sent(), []);
  await page().getByTestId('confirm-delete').click();
  assert.deepEqual(await sent(), [{ do: 'delete_schedule', schedule_id: people.skin }]);
});

test('a profile is saved with what was not touched, and a refusal keeps what was typed', async () => {
  await open('profile');
  await page().getByTestId('profile-name').fill('Maria Berg');
  await page().getByTestId('language-en').check();
  await page().getByTestId('profile-zone').selectOption('Europe/London');
  await page().getByTestId('profile-name').press('Enter');
  const intent = first(await sent());
  assert.deepEqual(intent, {
    do: 'save_profile',
    role: 'patient',
    name: 'Maria Berg',
    date_of_birth: '1984-05-02',
    phone: '+43 660 1234567',
    address: '',
    languages: ['de', 'en'],
    time_zone: 'Europe/London',
    emergency_contact: 'Jonas Keller, +43 660 7654321',
  });
  await page().getByTestId('current-password').fill('old-secret');
  await page().evaluate(() => window.showView('profile-fields'));
  await page().getByText('This is too short.').waitFor();
  assert.equal(await page().getByTestId('profile-name').inputValue(), 'Maria Berg');
  assert.equal(await page().getByTestId('current-password').inputValue(), 'old-secret');
});

test('a changed password leaves nothing on the screen, a wrong one is said by its field', async () => {
  await open('profile-wrong-password');
  assert.equal(await page().getByText('This is not your current password.').count(), 1);
  await page().getByTestId('current-password').fill('old-secret');
  await page().getByTestId('new-password').fill('a-longer-secret');
  await page().keyboard.press('Enter');
  assert.deepEqual(await sent(), [{ do: 'change_password', current_password: 'old-secret', new_password: 'a-longer-secret' }]);
  await page().evaluate(() => window.showView('profile-saved'));
  await page().getByText('Password changed').waitFor();
  assert.equal(await page().getByTestId('current-password').inputValue(), '');
});

test('the home screen tells who waits in a running session', async () => {
  await open('doctor-home');
  const figures = await page().getByTestId('waiting-room').locator('[data-figure]').allInnerTexts();
  assert.deepEqual(
    figures.map((text) => text.split(/\s*\n\s*/).sort()),
    [
      ['2', 'Ready'],
      ['3', 'Not ready'],
      ['0', 'In a call'],
      ['3', 'Connected'],
    ],
  );
  await open('doctor-home-uncounted');
  assert.equal(await page().getByTestId('waiting-room').count(), 0);
  assert.match(await page().getByTestId('online-session').innerText(), /5\s*patients waiting/);
});

test('the bell opens by key, marks as read once, keeps what is new in sight, and takes the focus back', async () => {
  await open('inbox');
  const bell = page().getByTestId('bell');
  assert.equal(await bell.getAttribute('aria-label'), 'Notifications, 2 unread');
  await bell.focus();
  await page().keyboard.press('Enter');
  const lines = page().getByTestId('inbox-line');
  assert.equal(await lines.count(), 5);
  assert.match((await lines.first().textContent()) ?? '', /Dr\. Jonas Lindqvist did not answer.*09:21.*New/s);
  assert.deepEqual(await sent(), [{ do: 'read_inbox' }]);
  // The server has marked them meanwhile.
  await page().evaluate(() => window.showView('inbox-read'));
  await page().waitForFunction(() => document.querySelector('[data-testid=bell] .count') === null);
  assert.match((await lines.first().textContent()) ?? '', /New/);
  await page().keyboard.press('Escape');
  assert.equal(await focused(), 'bell');
  assert.deepEqual(await sent(), [{ do: 'read_inbox' }]);
});

test('messages never lie above the buttons of a call', async () => {
  for (const look of [looks.phone, looks.desk]) {
    const other = await openLook(gallery(), look);
    for (const [name, controls] of [
      ['call-incoming-notices', ['accept', 'decline']],
      ['call-active-notices', ['microphone', 'camera', 'end-call']],
    ] as const) {
      await visit(other, gallery().address(name));
      assert.equal(await other.getByTestId('notice').count(), 1);
      // A click fails where something else would take it.
      for (const control of controls) await other.getByTestId(control).click({ timeout: 2000 });
      await other.getByTestId('dismiss-notice').click({ timeout: 2000 });
    }
    await other.context().close();
  }
});

test('on a phone, no bar covers what has the focus, forwards and backwards', async () => {
  const phone = await openLook(gallery(), looks.phone);
  const pages = (await gallery().names()).filter((name) =>
    /^(waiting-room|practice-room|availability|appointments?|doctors?|profile|patient-home|doctor-home|notifications?)(-doctor)?$/.test(
      name,
    ),
  );
  assert.ok(pages.length > 7, pages.join(' '));
  for (const name of pages) {
    await visit(phone, gallery().address(name));
    for (const key of ['Tab', 'Shift+Tab']) {
      for (let press = 0; press < 40; press += 1) {
        await phone.keyboard.press(key);
        const covered = await phone.evaluate(() => {
          const on = document.activeElement;
          if (!on || on === document.body || on.closest('header, nav')) return null;
          const { left, right, top, bottom } = on.getBoundingClientRect();
          const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
          return at?.closest('header, nav') ? (on.getAttribute('data-testid') ?? on.outerHTML.slice(0, 80)) : null;
        });
        assert.equal(covered, null, `${name} by ${key}`);
      }
    }
  }
  await phone.context().close();
});
