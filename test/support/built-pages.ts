import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Builds the web pages where they are not; `npm test` has built them before. */
export function buildPages(): void {
  if (!existsSync('dist/pages/storefront/index.html')) execFileSync(process.execPath, ['scripts/build-pages.mjs']);
}
