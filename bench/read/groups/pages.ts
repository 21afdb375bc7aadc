import type { Bench } from '../bench-context.js';
import type { Cast } from '../cast.js';
import { type Cell, interleave } from '../measure.js';
import { pageRequests } from '../requests.js';
import { growthCells } from './growth.js';

const CONNECTIONS = 16;

/** REST and GraphQL pages, distinct and repeated requests, service and peers interleaved. */
export async function measurePages({ load, figures, options }: Bench, cast: Cast): Promise<void> {
  const { rounds, seconds } = options;
  const cells = [...pageCells(cast), ...(await growthCells(cast))];
  await interleave(load, cells, figures, { connections: CONNECTIONS, seconds, rounds });
}

function pageCells({ count, services, floor, documented, prices }: Cast): Cell[] {
  const varied = pageRequests({ prices, name: `${count}/varied` });
  const same = pageRequests({ prices, name: `${count}/same`, count: 1 });
  const at = (who: string, kind: string): string => `pages/${count}/${who}/${kind}`;
  const cells: Cell[] = [
    { id: at('floor', 'rest'), server: floor, set: varied.peerRest },
    { id: at('documented', 'rest'), server: documented, set: varied.peerRest },
    { id: at('documented', 'graphql'), server: documented, set: varied.documentedGraphql },
  ];
  for (const [share, server] of services) {
    const who = `service-${share}`;
    cells.push({ id: at(who, 'rest'), server, set: varied.rest });
    if (share === 50) continue;
    cells.push(
      { id: at(who, 'graphql'), server, set: varied.graphql },
      { id: at(who, 'rest-repeated'), server, set: same.rest },
      { id: at(who, 'graphql-repeated'), server, set: same.graphql },
    );
  }
  return cells;
}
