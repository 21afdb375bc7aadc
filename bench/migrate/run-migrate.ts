import { parseArgs } from 'node:util';

import { benchMigrate } from './bench-migrate.js';

/** `npm run bench -- migrate [--products 100000] [--rounds 3] [--seed 1]` */
export async function runMigrate(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      products: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
    },
  });
  await benchMigrate({
    products: Number(values.products),
    rounds: Number(values.rounds),
    seed: Number(values.seed),
  });
}
