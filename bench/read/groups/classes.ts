import type { Cast } from '../cast.js';
import type { Figures } from '../figures.js';
import type { LoadGenerator } from '../load/load-generator.js';
import { type Cell, interleave } from '../measure.js';
import type { ReadOptions } from '../options.js';
import { type ClassName, CLASSES, classRequests } from '../requests.js';

const CONNECTIONS = 2;
const SHARE_OF_SECONDS = 0.5;

/** Latencies of the platform's query classes, at a load that leaves the machine air. */
export async function measureClasses(cast: Cast, load: LoadGenerator, figures: Figures, options: ReadOptions): Promise<void> {
  const { count, services, prices } = cast;
  const cells = [...services].flatMap(([share, server]) => (Object.keys(CLASSES) as ClassName[]).map((name): Cell => ({
    id: `classes/${count}/service-${share}/${name}`, server, set: classRequests(name, { prices, name: `${count}/class ${name}` }),
  })));
  const seconds = options.seconds * SHARE_OF_SECONDS;
  await interleave(load, cells, figures, { connections: CONNECTIONS, seconds, rounds: Math.min(3, options.rounds) });
}
