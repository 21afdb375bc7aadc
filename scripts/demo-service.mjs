// Runs the demo on a free port, with its own data that is deleted when it ends: for tools that look at its pages.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const START_MS = 180_000;

/** Starts the built demo. Returns its address, its admin key, and a function that stops it. */
export async function startDemo() {
  const folder = await mkdtemp(join(tmpdir(), 'catalog-pages-'));
  const program = fileURLToPath(new URL('../dist/src/demo.js', import.meta.url));
  const environment = { ...process.env, PORT: '0', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '100000' };
  delete environment.MONGODB_URI;
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const told = await firstWords(child);
    await untilReady(told.origin);
    return { ...told, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the demo prints when it starts listening: its address and its key. */
function firstWords(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`The demo did not start within ${START_MS / 1000} s`)), START_MS);
    child.once('exit', (code) => reject(new Error(`The demo ended with ${code}; run npm run build first`)));
    child.stdout.on('data', (part) => {
      text += part;
      const origin = /Storefront +(http:\S+?)\/\s/.exec(text)?.[1];
      const adminKey = /Admin key +(\S+)/.exec(text)?.[1];
      if (origin === undefined || adminKey === undefined) return;
      clearTimeout(timer);
      resolve({ origin, adminKey });
    });
  });
}

async function untilReady(origin) {
  while (!(await fetch(`${origin}/health/ready`)).ok) await new Promise((resolve) => setTimeout(resolve, 200));
}
