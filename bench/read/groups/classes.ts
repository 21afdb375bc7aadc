import type { Bench } from '../bench-context.js';
import type { Cast } from '../cast.js';
import { type Cell, interleave } from '../measure.js';
import { type ClassName, CLASSES, classRequests } from '../requests.js';

const CONNECTIONS = 2;
const SHARE_OF_SECONDS = 0.5;

/** Latencies of the platform's query classes under light load. */
export async function measureClasses({ load, figures, options }: Bench, cast: Cast): Promise<void> {
  const { count, services, prices } = cast;
  const names = Object.keys(CLASSES) as ClassName[];
  const sets = names.map((name) => [name, classRequests(name, { prices, name: `${count}/class ${name}` })] as const);
  const cells = [...services].flatMap(([share, server]) =>
    sets.map(([name, set]): Cell => ({ id: `classes/${count}/service-${share}/${name}`, server, set })),
  );
  const seconds = options.seconds * SHARE_OF_SECONDS;
  await interleave(load, cells, figures, { connections: CONNECTIONS, seconds, rounds: Math.min(3, options.rounds) });
}
