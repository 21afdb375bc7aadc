// `npm run bench -- <benchmark> [--products 100000] [--seed 1]`: figures as a table, and as JSON in reports/.
import { parseArgs } from 'node:util';

import { benchMapper } from './bench-mapper.js';
import { benchMigrate } from './bench-migrate.js';

const BENCHMARKS = { migrate: benchMigrate, mapper: benchMapper } as const;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { products: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } } });
const [name = 'migrate'] = positionals;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { process.exit(130); });

if (!Object.hasOwn(BENCHMARKS, name)) {
  process.stderr.write(`There is no benchmark ${name}; there is ${Object.keys(BENCHMARKS).join(', ')}\n`);
  process.exit(2);
}
await BENCHMARKS[name as keyof typeof BENCHMARKS]({ products: Number(values.products), seed: Number(values.seed) });
process.exit(0);
