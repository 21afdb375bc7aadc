import { spawn } from 'node:child_process';
import { access, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** 7.0 is what mongodb.org has for every system the download library knows, Debian 12 and Apple silicon included. */
const VERSION = '7.0.24';
const TIME_LIMIT_MS = 240_000;

/** Only names: the script runs in a process of its own, so that a download that hangs can be ended as a whole. */
const SCRIPT = `
const { MongoBinary } = require(process.argv[1]);
MongoBinary.getPath({ version: process.argv[2], downloadDir: process.argv[3], checkMD5: false })
  .then((path) => { process.stdout.write(path); })
  .catch((error) => { process.stderr.write(String(error.message)); process.exitCode = 1; });`;

/** Lets `mongodb-memory-server-core`, a development dependency, choose and fetch the build for this system. */
export async function fetchFromMongodbOrg(cache: string): Promise<string> {
  const folder = join(cache, `download-${process.pid}`);
  try {
    const downloaded = await download(folder);
    await access(downloaded);
    const kept = join(cache, process.platform === 'win32' ? `mongod-${VERSION}.exe` : `mongod-${VERSION}`);
    await rename(downloaded, kept); // atomic: of two starts at once both get a whole file
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
