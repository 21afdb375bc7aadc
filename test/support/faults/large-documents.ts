import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Binary, type Collection, MongoClient } from 'mongodb';

import { generateProducts } from '../../../packages/demo-products/generate-products.js';
import { startEmbeddedMongo } from '../../../packages/embedded-mongo/embedded-mongo.js';
import type { Stage } from './fault.js';

const DATABASE = 'large_documents';
const DOCUMENT_BYTES = 15 * 1024 * 1024;
const MAX_RESIDENT_MB = 400;

/** A process with a small heap migrates documents of 15 MB, which it must hold a few at a time. */
export async function largeDocuments({ folder, args, print, promise }: Stage): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { count: { type: 'string', default: '200' }, untimed: { type: 'boolean' } },
  });
  const mongo = await startEmbeddedMongo({
    dataDir: join(folder, 'data'),
    cacheGB: 1,
    extraArguments: ['--oplogSize', '16000'],
  });
  const client = await MongoClient.connect(mongo.uri);
  try {
    const db = client.db(DATABASE);
    await fill(db.collection('products'), Number(values.count));
    print(`${values.count} documents of 15 MB`);
    const child = startCommandLine(mongo.uri, folder);
    const { code, peakMb, byPhase } = await watched(
      child,
      db.collection('catalog_migrations'),
      values.untimed === true,
    );
    const run = await db.collection('catalog_migrations').findOne({});
    print(`MB by phase: ${byPhase}`);
    promise(code === 0 && run?.state === 'completed', `the migration is ${run?.state}, exit code ${code}`);
    promise(peakMb <= MAX_RESIDENT_MB, `the process held at most ${peakMb} MB, of ${MAX_RESIDENT_MB} MB allowed`);
  } finally {
    await client.close();
    await mongo.stop();
  }
}

/** `catalog migrate`, which limits its heap to 256 MB; the image's settings limit the buffers outside of it. */
function startCommandLine(uri: string, folder: string): ChildProcess {
  const log = openSync(join(folder, 'migrate.log'), 'a');
  const { PATH, HOME } = process.env;
  const child = spawn(fileURLToPath(new URL('../../../bin/catalog.mjs', import.meta.url)), ['migrate', '--json'], {
    stdio: ['ignore', log, log],
    env: {
      PATH,
      HOME,
      MONGODB_URI: uri,
      MONGODB_DATABASE: DATABASE,
      BACKUP_DIR: join(folder, 'backups'),
      REPORT_DIR: join(folder, 'reports'),
      MALLOC_ARENA_MAX: '2',
      MALLOC_MMAP_THRESHOLD_: '131072',
      MALLOC_TRIM_THRESHOLD_: '131072',
    },
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

interface Watched {
  readonly code: number | null;
  readonly peakMb: number;
  readonly byPhase: string;
}

/** Waits for the end of the process, and notes its highest memory. */
async function watched(child: ChildProcess, runs: Collection, untimed: boolean): Promise<Watched> {
  const highest = new Map<string, number>();
  let peakMb = 0;
  while (child.exitCode === null && child.signalCode === null) {
    if (untimed) await skipTimes(runs);
    const run = await runs.findOne({}, { projection: { phase: 1 } });
    const status = await readFile(`/proc/${child.pid ?? 0}/status`, 'utf8').catch(() => '');
    const mb = (name: string): number =>
      Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
    const phase = String(run?.phase ?? 'start');
    highest.set(phase, Math.max(highest.get(phase) ?? 0, mb('VmRSS')));
    peakMb = Math.max(peakMb, mb('VmHWM'));
    await sleep(100);
  }
  const byPhase = [...highest].map(([phase, most]) => `${phase} ${most}`).join(', ');
  return { code: child.exitCode, peakMb, byPhase };
}

/**
 * Skips the phases that time product pages: reading 15 MB takes longer than a page may take where other work shares the
 * machine. The driver learns of it with the reply to its next renewal of the lease.
 */
async function skipTimes(runs: Collection): Promise<void> {
  await runs.updateMany(
    {},
    { $set: { 'phases.$[timed].state': 'skipped' } },
    {
      arrayFilters: [{ 'timed.name': { $in: ['performance-validation', 'post-validation'] } }],
    },
  );
}

/** Products with a field of the shop's own: text in one half, binary in the other; it does not compress. */
async function fill(products: Collection, count: number): Promise<void> {
  const binary = new Binary(randomBytes(DOCUMENT_BYTES));
  const text = randomBytes((DOCUMENT_BYTES / 4) * 3).toString('base64');
  let number = 0;
  for (const document of generateProducts({ count, seed: 1 }))
    await products.insertOne({ ...document, attachment: number++ % 2 === 0 ? binary : text });
}
