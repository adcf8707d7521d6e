import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { markDocument, t } from './i18n';
import { markTheme } from './theme';
import { openTransport } from './transport';

markDocument();
markTheme();
const target = document.getElementById('app');
const transport = openTransport();
if (target && transport) mount(App, { target, props: { transport } });
// Opened as a file or in a browser with nothing behind it.
else if (target) target.textContent = t.common.noWindow;
