import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ReadyMade } from '../http/ready-made.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The names of assets contain a hash of their content, so they never have to be fetched again. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The output of the web pages' build. */
export interface BuiltPages {
  /** The HTML shell of each page. */
  readonly shells: Readonly<Record<'storefront' | 'console', ReadyMade>>;
  /** Scripts, styles, fonts and pictures by file name. */
  readonly assets: ReadonlyMap<string, ReadyMade>;
  /** The icon of the site, one of the assets. */
  readonly favicon: ReadyMade | undefined;
}

/** Reads `dist/pages/` next to package.json, a few hundred kB, once; `undefined` if the pages have not been built. */
export function readBuiltPages(): BuiltPages | undefined {
  const folder = join(projectFolder(), 'dist', 'pages');
  const shell = (name: string): string => join(folder, name, 'index.html');
  if (!['storefront', 'console'].every((name) => existsSync(shell(name)))) return undefined;
  const assets = new Map<string, ReadyMade>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile() && Object.hasOwn(TYPES, extname(entry.name))) {
      assets.set(entry.name, { ...readFile(join(folder, entry.name)), cacheControl: FOR_EVER });
    }
  }
  const icon = [...assets.keys()].find((name) => name.startsWith('favicon-'));
  return {
    shells: { storefront: readFile(shell('storefront')), console: readFile(shell('console')) },
    assets,
    favicon: icon === undefined ? undefined : readFile(join(folder, icon)),
  };
}

/** A file with its compressed forms. Fonts have none: their format is already compressed. */
function readFile(plainFile: string): ReadyMade {
  const plain = readFileSync(plainFile);
  const type = TYPES[extname(plainFile)] ?? 'application/octet-stream';
  const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 27);
  if (![`${plainFile}.br`, `${plainFile}.gz`].every((file) => existsSync(file))) return { type, tag, plainFile };
  return {
    type,
    tag,
    plainFile,
    packed: { br: readFileSync(`${plainFile}.br`), gzip: readFileSync(`${plainFile}.gz`) },
  };
}

/** The folder of package.json, above this file however it was compiled. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
