// Weighs the built app as it is delivered, compressed, and fails above the limit.

import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT_BYTES = 200 * 1024;
const folder = new URL('../dist/', import.meta.url);
let total = 0;
for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (file.isFile()) total += gzipSync(readFileSync(`${file.parentPath}/${file.name}`), { level: 9 }).length;
}
console.log(`bundle: ${(total / 1024).toFixed(1)} KB gzip of ${LIMIT_BYTES / 1024} KB`);
if (total > LIMIT_BYTES) process.exit(1);
