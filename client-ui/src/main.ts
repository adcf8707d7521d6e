import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { faultOf } from './faults';
import type { ViewState } from './generated/types';
import { browserLanguage, speak, t } from './i18n';
import { takeEarlierLanguage } from './i18n/earlier';
import { markTheme } from './theme';
import { openTransport } from './transport';
import type { Transport } from './transport/types';

speak(browserLanguage());
markTheme();
const target = document.getElementById('app');
const transport = openTransport();
if (target && transport) {
  open(target, transport).catch((thrown: unknown) => {
    target.textContent = t.failed.begin;
    transport.send({ do: 'report_fault', ...faultOf(thrown, 'begin') });
  });
} else if (target) {
  // Opened as a file or in a browser with nothing behind it.
  target.textContent = t.common.noWindow;
}

/** Draws the app in the language that its first view names; no module with words is loaded before. */
async function open(target: HTMLElement, transport: Transport): Promise<void> {
  target.textContent = t.common.opening;
  const { language } = await new Promise<ViewState>((resolve) => transport.onView(resolve));
  speak(language.spoken);
  const { default: App } = await import('./App.svelte');
  target.textContent = '';
  mount(App, { target, props: { transport } });
  const earlier = takeEarlierLanguage();
  if (earlier && language.chosen === null) transport.send({ do: 'set_language', language: earlier });
}
