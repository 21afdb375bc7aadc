import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Builds the web pages if necessary; `npm test` has already built them. */
export function buildPages(): void {
  if (!existsSync('dist/pages/storefront/index.html')) execFileSync(process.execPath, ['scripts/build-pages.mjs']);
}
