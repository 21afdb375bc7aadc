import type { Bench } from '../bench-context.js';
import type { Server } from '../child.js';
import { cpuMs, memoryMb } from '../process-usage.js';
import { startService } from '../servers.js';

/** The orders that a storefront requests. */
export const SORTS = ['featured', 'price', '-price', 'newest', 'name', '-carat'] as const;

const LARGE = 1_000_000;
const ROUNDS_OF_LARGE = 2;

/**
 * The time from process start to ready on an unmigrated catalog whose indexes exist; then the first request in each
 * sort order, rotated so that each comes first in some round. From a million products on, the catalog is migrated.
 */
export async function measureStarts({ stage, figures, options }: Bench, count: number): Promise<void> {
  const share = count >= LARGE ? 100 : 0;
  await stage.fill(count, [share]);
  const database = stage.database(count, share);
  const settings = { MONGODB_DATABASE: database, LAZY_UPGRADE: 'read-only' };
  const first = await startService(stage, 'first-start', settings);
  await stage.untilIndexed(database);
  await first.stop();
  const rounds = count >= LARGE ? Math.min(ROUNDS_OF_LARGE, options.rounds) : options.rounds;
  for (let round = 0; round < rounds; round += 1) {
    const server = await startService(stage, 'start', settings);
    const { now, most } = await memoryMb(server.pid);
    figures.add(`starts/${count}/ready`, 's', server.readySeconds);
    figures.add(`starts/${count}/ready-cpu`, 's', (await cpuMs(server.pid)) / 1000);
    figures.add(`starts/${count}/memory`, 'MB', now);
    figures.add(`starts/${count}/memory-most`, 'MB', most);
    for (const [place] of SORTS.entries()) {
      const sort = SORTS[(place + round) % SORTS.length] ?? 'featured';
      figures.add(`starts/${count}/first-${sort}`, 'ms', await timeOf(server, sort));
    }
    await server.stop();
  }
}

async function timeOf({ port }: Server, sort: string): Promise<number> {
  const begun = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/api/products?sort=${sort}`);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`The first listing by ${sort} answered ${response.status}`);
  return performance.now() - begun;
}
