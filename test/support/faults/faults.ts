// `npm run faults -- <fault>`: proofs that take minutes, gigabytes or other programs. Each prints its figures; exit
// code 1 where a promise of docs/reliability.md was broken.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Fault } from './fault.js';
import { fullDisk } from './full-disk.js';
import { largeDocuments } from './large-documents.js';
import { leak } from './leak.js';
import { partition } from './network/partition.js';
import { slowNetwork } from './network/slow-network.js';
import { overload } from './overload.js';
import { rollingRestart } from './rolling-restart.js';

const FAULTS: Readonly<Record<string, Fault>> = {
  'full-disk': fullDisk,
  'large-documents': largeDocuments,
  leak,
  overload,
  partition,
  'rolling-restart': rollingRestart,
  'slow-network': slowNetwork,
};

const [name = '', ...args] = process.argv.slice(2);
const fault = Object.hasOwn(FAULTS, name) ? FAULTS[name] : undefined;
if (fault === undefined) {
  process.stderr.write(`There is no fault ${name}; there is ${Object.keys(FAULTS).join(', ')}\n`);
  process.exit(2);
}
// Exit hooks end the started processes.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exit(130);
  });

const folder = await mkdtemp(join(tmpdir(), `catalog-${name}-`));
const broken: string[] = [];
await fault({
  folder,
  args,
  print: (line) => {
    process.stdout.write(`${line}\n`);
  },
  promise: (kept, what) => {
    process.stdout.write(`${kept ? 'kept' : 'BROKEN'}: ${what}\n`);
    if (!kept) broken.push(what);
  },
});
if (broken.length === 0) await rm(folder, { recursive: true, force: true });
else process.stdout.write(`logs are kept in ${folder}\n`);
process.exit(broken.length === 0 ? 0 : 1);
