import { parseArgs } from 'node:util';

import { benchMapper } from './bench-mapper.js';

/** `npm run bench -- mapper [--products 10000] [--seed 1]` */
export async function runMapper(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { products: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
  });
  await benchMapper({ products: Number(values.products), seed: Number(values.seed) });
}
