// Runs the page's tests, or only the files that are named: one gallery and one browser for all of them,
// and a process for each file, as many at a time as there are processors.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { startBrowser } from './browser.ts';

const named = process.argv.slice(2);
const all = readdirSync('tests')
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `tests/${name}`);
const stop = await startBrowser();
const tests = spawn(
  process.execPath,
  [
    '--import',
    'ts-blank-space/register',
    '--test',
    `--test-concurrency=${Math.max(2, availableParallelism())}`,
    ...(named.length > 0 ? named : all),
  ],
  { stdio: 'inherit' },
);
const [code] = (await once(tests, 'exit')) as [number | null];
await stop();
process.exitCode = code ?? 1;
