// The gallery: `?view=name` shows one fixture, nothing shows the list. `&dir=rtl` turns the page
// around, as a language that runs from right to left would.

import '../src/styles/tokens.css';
import '../src/styles/base.css';
import { mount } from 'svelte';
import App from '../src/App.svelte';
import type { Intent } from '../src/generated/Intent';
import type { ViewState } from '../src/generated/ViewState';
import { PictureRelay } from '../src/pictures/source';
import { markSettings } from '../src/settings/place';
import { markDocument } from '../src/texts';
import { markTheme } from '../src/theme';
import { calls } from './calls';
import { chats } from './chats';
import { photographs } from './photographs';
import { playPattern } from './pattern';
import { NOW } from './people';
import { screens } from './screens';
import { visits } from './visits';

declare global {
  interface Window {
    /** What the page sent, for tests. */
    sentIntents: Intent[];
    /** Whether somebody looks at the page, as it was told, for tests. */
    looks: boolean[];
    /** Shows another view, for tests. */
    showView(name: string): void;
    /** Shows a view with something different about it, for tests. */
    changeView(name: string, change: (view: ViewState) => void): void;
    viewNames: string[];
    /** Files that the page handed over: name, kind and bytes, for tests. */
    handed: { number: number; type: string; bytes: number[] }[];
    /** Feeds one message of the bridge, for tests. */
    takePicture(buffer: ArrayBuffer): void;
  }
}

/** Views written down by the core's own tests; they may replace hand-written ones of the same name. */
const written = import.meta.glob<{ now: number; view: ViewState }>('./views/*.json', { eager: true, import: 'default' });

const views = new Map<string, ViewState>();
for (const [name, view] of Object.entries({ ...screens, ...calls, ...chats, ...visits })) {
  views.set(name, { ...view, clock_offset_ms: NOW - Date.now() });
}
for (const [path, { now, view }] of Object.entries(written)) {
  views.set(path.slice('./views/'.length, -'.json'.length), { ...view, clock_offset_ms: now - Date.now() });
}

const asked = new URLSearchParams(location.search);
const target = document.getElementById('app');
const shown = views.get(asked.get('view') ?? '');
const relay = new PictureRelay(() => undefined);

window.sentIntents = [];
window.looks = [];
window.handed = [];
window.viewNames = [...views.keys()];
window.takePicture = (buffer) => relay.take(buffer);
markDocument();
markTheme();
document.documentElement.dir = asked.get('dir') ?? document.documentElement.dir;

if (target && shown) {
  if (asked.get('view')?.startsWith('settings')) markSettings(true);
  let show: (view: ViewState) => void = () => undefined;
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
  mount(App, {
    target,
    props: {
      transport: {
        // What is said whenever a window comes and goes would stand between the answers to keys.
        send: (intent: Intent) => void (intent.do === 'look_at_app' ? window.looks.push(intent.looking) : window.sentIntents.push(intent)),
        onView: (callback: (view: ViewState) => void) => {
          show = callback;
          callback(shown);
        },
        pictures: relay,
        files: photographs,
      },
    },
  });
  if (asked.get('view')?.startsWith('call_')) playPattern('remote', relay);
  if (shown.call !== null || shown.equipment.check.open) playPattern('local', relay);
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
