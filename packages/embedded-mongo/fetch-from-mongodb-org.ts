import { spawn } from 'node:child_process';
import { access, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** mongodb.org offers 7.0 for every system that the download library knows, including Debian 12 and Apple silicon. */
const VERSION = '7.0.24';
const TIME_LIMIT_MS = 240_000;

/** Runs in a separate process, so that a hanging download can be killed. */
const SCRIPT = `
const { MongoBinary } = require(process.argv[1]);
MongoBinary.getPath({ version: process.argv[2], downloadDir: process.argv[3], checkMD5: false })
  .then((path) => { process.stdout.write(path); })
  .catch((error) => { process.stderr.write(String(error.message)); process.exitCode = 1; });`;

/** Downloads the build for this system with `mongodb-memory-server-core`, a development dependency. */
export async function fetchFromMongodbOrg(cache: string): Promise<string> {
  const folder = join(cache, `download-${process.pid}`);
  try {
    const downloaded = await download(folder);
    await access(downloaded);
    const kept = join(cache, process.platform === 'win32' ? `mongod-${VERSION}.exe` : `mongod-${VERSION}`);
    await rename(downloaded, kept); // atomic: concurrent starts both get a complete file
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function download(folder: string): Promise<string> {
  const library = locateLibrary();
  const child = spawn(process.execPath, ['-e', SCRIPT, library, VERSION, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIME_LIMIT_MS,
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => {
    output.stdout += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    output.stderr += part.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === 0 && output.stdout !== '') return output.stdout.trim();
  throw new Error(
    code === null
      ? `no answer within ${TIME_LIMIT_MS / 1000} s`
      : output.stderr.trim() || `the download ended with code ${code}`,
  );
}

function locateLibrary(): string {
  try {
    return createRequire(join(process.cwd(), 'package.json')).resolve('mongodb-memory-server-core');
  } catch {
    throw new Error('the development dependencies are not installed');
  }
}
