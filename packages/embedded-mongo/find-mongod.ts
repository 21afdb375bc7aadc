import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { EmbeddedMongoError } from './embedded-mongo-error.js';
import { type MongodBinary, mongodCache, type MongodSource, proveMongod } from './mongod-binary.js';

/** The result of a search: the binary, or the rejected candidates with reasons. */
export interface MongodSearch {
  readonly binary?: MongodBinary;
  readonly tried: readonly string[];
}

/** Looks for a mongod on this machine: `MONGOD_BINARY`, the PATH, earlier downloads. Downloads nothing. */
export async function findMongod(environment: NodeJS.ProcessEnv = process.env): Promise<MongodSearch> {
  const named = environment['MONGOD_BINARY'];
  if (named !== undefined && named !== '') return { binary: await namedMongod(named), tried: [] };

  const tried: string[] = [];
  for (const { path, source } of await candidates(environment)) {
    const proof = await proveMongod(path);
    if ('version' in proof) return { binary: { path, source, version: proof.version }, tried };
    tried.push(`${source}: ${path} does not run: ${proof.problem}`);
  }
  return { tried: tried.length > 0 ? tried : [`no mongod on the PATH, none in ${mongodCache(environment)}`] };
}

/** If the binary named by the user does not run, that is an error, never a reason to use another. */
async function namedMongod(path: string): Promise<MongodBinary> {
  const proof = await proveMongod(path);
  if ('version' in proof) return { path, source: 'MONGOD_BINARY', version: proof.version };
  throw new EmbeddedMongoError(
    'MONGOD_BINARY_BROKEN',
    'MONGOD_BINARY names ' +
      `${path}, which does not run: ${proof.problem}. Name a mongod that answers to --version, or unset it`,
  );
}

async function candidates(environment: NodeJS.ProcessEnv): Promise<readonly { path: string; source: MongodSource }[]> {
  const file = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
  const onPath = (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, file));
  const cache = mongodCache(environment);
  const kept = (await readdir(cache).catch(() => []))
    .filter((name) => name.startsWith('mongod-'))
    .sort()
    .reverse();
  return [
    ...(await executable(onPath)).map((path) => ({ path, source: 'PATH' as const })),
    ...(await executable(kept.map((name) => join(cache, name)))).map((path) => ({ path, source: 'cache' as const })),
  ];
}

async function executable(paths: readonly string[]): Promise<readonly string[]> {
  const usable = await Promise.all(
    paths.map((path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, place) => usable[place]);
}
