// What fails in this page, for the app's log. An error's words may hold what a person wrote, so only its kind
// and its place in the code are told.

import type { Intent, PageFault } from './generated/types';

/** Lines of a stack that say where something happened. */
const LINES = 3;
const PLACE = /([\w.-]+\.(?:js|ts|svelte))(?:\?[^:\s)]*)?:(\d+):(\d+)/;

/** Such as `RangeError`. */
export function kindOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}

export function faultOf(thrown: unknown, screen: string): PageFault {
  const lines = thrown instanceof Error ? (thrown.stack ?? '').split('\n') : [];
  const places = lines
    // Chromium begins with the error's words; both kinds of line name a place alike.
    .filter((line) => /^\s+at |@/.test(line))
    .map((line) => PLACE.exec(line)?.slice(1).join(':'))
    .filter((place) => place !== undefined);
  return { kind: kindOf(thrown), place: places.slice(0, LINES).join(' '), screen };
}

/** Tells each fault once: one that comes back with every view is the same one. */
export class Faults {
  readonly #told = new Set<string>();
  readonly #send: (intent: Intent) => void;
  readonly #screen: () => string;

  constructor(send: (intent: Intent) => void, screen: () => string) {
    this.#send = send;
    this.#screen = screen;
  }

  report(thrown: unknown): void {
    const fault = faultOf(thrown, this.#screen());
    const key = JSON.stringify(fault);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#send({ do: 'report_fault', ...fault });
  }

  /** Listens to what nobody catches; the answer ends that. */
  watch(): () => void {
    const onError = ({ error }: ErrorEvent) => {
      // Without an error it is the browser's own word, such as that observers of sizes go in circles.
      if (error !== null && error !== undefined) this.report(error);
    };
    const onRejection = ({ reason }: PromiseRejectionEvent) => this.report(reason);
    window.addEventListener('error', onError);
    window.addEventListener('unhandledrejection', onRejection);
    return () => {
      window.removeEventListener('error', onError);
      window.removeEventListener('unhandledrejection', onRejection);
    };
  }
}
