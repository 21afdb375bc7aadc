import type { mongo } from 'mongoose';

import { byIds } from '../../src/database/collections.js';

const PAUSE_MS = 5;
const FENCED = 121;
const PRODUCTS = 500;

/** An outside writer that increments counters of products and waits out fences. */
export function countUp(db: mongo.Db): { stop(): Promise<{ writes: number; lost: number }> } {
  const products = db.collection('products');
  const counts = new Map<unknown, number>();
  let running = true;
  let writes = 0;
  const work = (async (): Promise<void> => {
    const ids = (await products.find({}, { projection: { _id: 1 }, limit: PRODUCTS }).toArray()).map(({ _id }) => _id);
    await products.updateMany(byIds(ids), { $unset: { outsideCount: '' } });
    for (let turn = 0; running; turn += 1) {
      const id: unknown = ids[turn % ids.length];
      try {
        await products.updateOne(byIds([id]), { $inc: { outsideCount: 1 } });
        counts.set(id, (counts.get(id) ?? 0) + 1);
        writes += 1;
      } catch (error) {
        if ((error as { code?: number }).code !== FENCED) throw error;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MS);
      });
    }
  })();
  return {
    stop: async () => {
      running = false;
      await work;
      const found = new Map(
        (await products.find(byIds([...counts.keys()]), { projection: { outsideCount: 1 } }).toArray()).map(
          ({ _id, outsideCount }) => [String(_id), Number(outsideCount)],
        ),
      );
      return {
        writes,
        lost: [...counts].reduce((sum, [id, count]) => sum + Math.abs(count - (found.get(String(id)) ?? 0)), 0),
      };
    },
  };
}
