#!/usr/bin/env node
// The admin command line; the work is in src/cli.
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('The service is not built yet: run npm run build first\n');
  process.exitCode = 1;
}
