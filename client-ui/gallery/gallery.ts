// The gallery: `?view=name` shows one of the core's sample views, nothing shows the list. `&dir=rtl`
// turns the page around, as a language that runs from right to left would, and `&still` sends no
// pictures.

import '../src/styles/tokens.css';
import '../src/styles/base.css';
import { mount, unmount } from 'svelte';
import type { Intent, ViewState } from '../src/generated/types';
import type { Stream } from '../src/pictures/message';
import { PictureRelay } from '../src/pictures/source';
import { markSettings } from '../src/settings/place';
import { browserLanguage, isLanguage, speak } from '../src/i18n';
import { markTheme } from '../src/theme';
import type { Shell, ShellChoices, Transport } from '../src/transport/types';
import { photographs } from './photographs';
import { playPattern } from './pattern';

declare global {
  interface Window {
    /** What the page sent, for tests. */
    sentIntents: Intent[];
    /** Whether somebody looks at the page, as it was told, for tests. */
    looks: boolean[];
    /** Draws the app anew with a view, for tests. */
    openView(name: string): void;
    /** Has the app show another view, for tests. */
    showView(name: string): void;
    /** Shows a view with something different about it, for tests. */
    changeView(name: string, change: (view: ViewState) => void): void;
    viewNames: string[];
    /** Files that the page handed over: name, kind and bytes, for tests. */
    handed: { number: number; type: string; bytes: number[] }[];
    /** What was chosen about the app itself, and what became of its window, for tests. */
    shellSaid: string[];
    /** Somebody closes the window though the app would be missed, for tests. */
    closeWindow(): void;
    /** Bytes of the wishes for key frames that were sent, for tests. */
    wishes: number[];
    /** Feeds one message of the bridge, for tests. */
    takePicture(buffer: ArrayBuffer): void;
  }
}

/** Written by `cargo xtask types`, out of `client/gallery`. */
const written = import.meta.glob<{ now: number; view: ViewState }>('./views/*.json', { eager: true, import: 'default' });

/** The language that was chosen in this tab, which outlives drawing the page anew. */
const CHOSEN = 'gallery.language';

function language(): ViewState['language'] {
  const kept = sessionStorage.getItem(CHOSEN) ?? '';
  const chosen = isLanguage(kept) ? kept : null;
  return { chosen, spoken: chosen ?? browserLanguage() };
}

speak(language().spoken);
// Its modules may take words as they are loaded.
const { default: App } = await import('../src/App.svelte');

const views = new Map<string, ViewState>();
for (const [path, { now, view }] of Object.entries(written)) {
  views.set(path.slice('./views/'.length, -'.json'.length), { ...view, language: language(), clock_offset_ms: now - Date.now() });
}

const asked = new URLSearchParams(location.search);
const target = document.getElementById('app');
let show: (view: ViewState) => void = () => undefined;
let close: () => void = () => undefined;

/** The program around the page; with `&reach` its doctor has not been asked yet. */
function shellFor(role: string | undefined): Shell {
  const offered = role === 'doctor';
  let choices: ShellChoices = offered
    ? { autostart: false, keep_running: false, asked: !asked.has('reach') }
    : { autostart: null, keep_running: null, asked: null };
  return {
    choices: () => Promise.resolve(choices),
    choose: (wanted) => {
      window.shellSaid.push(JSON.stringify(wanted));
      choices = { ...choices, ...wanted };
      return Promise.resolve(choices);
    },
    onClosing: (ask) => {
      window.closeWindow = ask;
    },
    close: (stay) => void window.shellSaid.push(stay ? 'stays' : 'closes'),
  };
}

/** Draws the app with a view, as if it had just begun with it. */
function open(into: HTMLElement, name: string, first: ViewState): void {
  close();
  const relay = new PictureRelay((message) => void window.wishes.push(...new Uint8Array(message)));
  window.sentIntents = [];
  window.looks = [];
  window.handed = [];
  window.wishes = [];
  window.shellSaid = [];
  window.takePicture = (buffer) => relay.take(buffer);
  // What the core knows nothing of.
  markSettings(name.startsWith('settings'));
  const transport: Transport = {
    // What is said whenever a window comes and goes would stand between the answers to keys.
    send: (intent) => {
      if (intent.do === 'look_at_app') window.looks.push(intent.looking);
      else window.sentIntents.push(intent);
      if (intent.do !== 'set_language') return;
      sessionStorage.setItem(CHOSEN, intent.language ?? '');
      show({ ...first, language: language() });
    },
    onView: (callback) => {
      show = callback;
      callback(first);
    },
    pictures: relay,
    files: photographs,
    shell: shellFor(first.me?.role),
  };
  const app = mount(App, { target: into, props: { transport } });
  const streams: Stream[] = [
    ...(first.call !== null ? (['remote'] as const) : []),
    ...(first.call !== null || first.devices.check.open ? (['local'] as const) : []),
  ];
  const players = asked.has('still') ? [] : streams.map((stream) => playPattern(stream, relay));
  close = () => {
    for (const stop of players) stop();
    void unmount(app);
  };
}

window.viewNames = [...views.keys()];
window.openView = (name) => {
  const view = views.get(name);
  if (target && view) open(target, name, view);
};
window.showView = (name) => {
  const next = views.get(name);
  if (next) show(next);
};
window.changeView = (name, change) => {
  const next = structuredClone(views.get(name));
  if (!next) return;
  change(next);
  show(next);
};
markTheme();
document.documentElement.dir = asked.get('dir') ?? document.documentElement.dir;

if (views.has(asked.get('view') ?? '')) {
  window.openView(asked.get('view') ?? '');
} else if (target) {
  const list = document.createElement('ul');
  for (const name of views.keys()) {
    const link = document.createElement('a');
    link.href = `?view=${name}`;
    link.textContent = name;
    const line = document.createElement('li');
    line.append(link);
    list.append(line);
  }
  target.append(list);
}
// For whoever waits for it: a module that awaits goes on after the browser calls the page loaded.
document.documentElement.dataset.drawn = '';
