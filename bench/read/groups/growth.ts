import type { Cast } from '../cast.js';
import { cursorsFrom } from '../cursors.js';
import type { Cell } from '../measure.js';
import { cursorRequests, tagRequests } from '../requests.js';

const PAGES = 5;

/** The names of the orders in REST and in GraphQL. */
const SORTS = { price: 'PRICE', '-price': 'PRICE_DESC', name: 'NAME', newest: 'NEWEST' } as const;

/** Pages without a filter, by cursor, and with a filter: these should cost the same however many products there are. */
export async function growthCells({ count, services }: Cast): Promise<Cell[]> {
  const server = services.get(100);
  if (server === undefined) return [];
  const cursors: Record<string, readonly string[]> = {};
  for (const [sort, name] of Object.entries(SORTS)) cursors[sort] = await cursorsFrom(server, name, PAGES);
  const at = (kind: string): string => `pages/${count}/service-100/${kind}`;
  return [
    { id: at('filterless'), server, set: cursorRequests(cursors, `${count}/filterless`) },
    { id: at('one-filter'), server, set: tagRequests(`${count}/one-filter`) },
  ];
}
