// `npm run chaos -- --runs 200 --seed 1 [--only 17] [--nodes 3] [--products 1500] [--strategy in-place]`: migrations
// whose driver is killed or stalled at a point chosen by the seed, under writers and readers. Exit code 1 if anything
// was wrong.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { MongoClient } from 'mongodb';

import { STRATEGIES } from '../../../src/batch-migration/run/migration-run.js';
import { startReplicaSet } from '../replica-set/replica-set.js';
import { chaosRun } from './chaos-run.js';
import { describePauses, describeReport } from './describe-report.js';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    nodes: { type: 'string', default: '1' },
    products: { type: 'string', default: '1500' },
    strategy: { type: 'string' },
  },
});
const strategy = STRATEGIES.find((known) => known === values.strategy);
// Exit hooks end the started processes.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exit(130);
  });
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const first = values.only === undefined ? 0 : Number(values.only);
const runs = values.only === undefined ? Number(values.runs) : 1;

const folder = await mkdtemp(join(tmpdir(), 'catalog-chaos-'));
const set = await startReplicaSet({ nodes: Number(values.nodes) });
const client = await MongoClient.connect(set.uri, {
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
});
let wrong = 0;
let hits = 0;
try {
  for (let run = first; run < first + runs; run++) {
    const seed = Number(values.seed) * 1_000_003 + run;
    const { plan, wasHit, states, report } = await chaosRun(
      {
        uri: set.uri,
        db: client.db('chaos'),
        folder,
        products: Number(values.products),
        ...(strategy === undefined ? {} : { strategy }),
      },
      seed,
    );
    hits += Number(wasHit);
    print(
      'run ' +
        (`${run}: ${plan}: ${wasHit ? 'hit' : 'not hit'}, ${states.join(', ')}; writes ` +
          `${describePauses(report.writes)}; violations ${report.violations.length}`),
    );
    if (report.violations.length === 0) continue;
    wrong += 1;
    print(describeReport(report));
    print(
      'again: npm run chaos -- --seed ' +
        `${values.seed} --only ${run} --nodes ${values.nodes} --products ${values.products}`,
    );
  }
  print(`${runs} runs, ${hits} hit, ${wrong} wrong`);
} finally {
  await client.close();
  await set.close();
  if (wrong > 0) print(`logs are kept in ${folder}`);
  else await rm(folder, { recursive: true, force: true });
}
process.exit(wrong > 0 ? 1 : 0);
