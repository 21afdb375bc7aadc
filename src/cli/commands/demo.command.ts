import { insertGenerated } from '../../../packages/demo-products/insert-generated.js';
import { loadDemoData } from '../../../packages/demo-products/load-demo-data.js';
import type { Command } from '../command.js';
import { wholeNumberOption } from '../whole-number.js';

const DEFAULT_SEED = 1;
const MAX_PRODUCTS = 10_000_000;
const DUPLICATE_KEY = 11_000;

/** `catalog demo` */
export const demoCommand: Command = {
  usage: 'demo',
  description: 'Loads the 75 demo products into an empty catalog, or generates any number of products',
  options: [
    { flag: '--products <count>', description: 'Generate this many products in addition to existing ones' },
    {
      flag: '--seed <number>',
      description: `Seed; the same seed gives the same products (${DEFAULT_SEED})`,
    },
  ],
  async run({ products, progress }, { options }) {
    const count = wholeNumberOption(options, 'products', { least: 1, most: MAX_PRODUCTS });
    const seed = wholeNumberOption(options, 'seed', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? DEFAULT_SEED;
    const collection = await products();
    if (count === undefined) {
      const loaded = await loadDemoData(collection);
      return {
        lines: [loaded > 0 ? `${loaded} demo products loaded` : 'The catalog is not empty; nothing was loaded'],
        data: { loaded },
      };
    }
    const bar = progress('products');
    try {
      const generated = await insertGenerated(collection, { count, seed }, (done) => {
        bar.update(done, count);
      });
      bar.end();
      return { lines: [`${generated} products generated`], data: { generated, seed } };
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      bar.end();
      return {
        lines: [`Products with seed ${seed} exist already; use another --seed`],
        data: { generated: 0, seed, reason: 'already-there' },
        done: false,
      };
    } finally {
      bar.end();
    }
  },
};

function isDuplicate(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === DUPLICATE_KEY;
}
