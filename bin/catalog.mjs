#!/usr/bin/env -S node --max-old-space-size=256 --max-semi-space-size=4
// The admin command line; the work is in src/cli. The limits make Node tidy up sooner: a migration then takes half the
// memory (docs/migration.md has the numbers).
import { existsSync } from 'node:fs';

const main = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('The service is not built yet: run npm run build first\n');
  process.exitCode = 1;
}
