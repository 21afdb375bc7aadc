import type { Cast } from '../cast.js';
import { cursorsFrom } from '../cursors.js';
import type { Cell } from '../measure.js';
import { cursorRequests } from '../requests.js';

const PAGES = 5;

/** Pages without a filter and with one, by cursor: what should cost the same however many products there are. */
export async function growthCells({ count, services }: Cast): Promise<Cell[]> {
  const server = services.get(100);
  if (server === undefined) return [];
  const all = await cursorsFrom(server, undefined, PAGES);
  const rings = await cursorsFrom(server, { category: { in: ['RINGS'] } }, PAGES);
  const at = (kind: string): string => `pages/${count}/service-100/${kind}`;
  return [
    { id: at('filterless'), server, set: cursorRequests(all, `${count}/filterless`, 'sort=price') },
    { id: at('one-filter'), server, set: cursorRequests(rings, `${count}/one-filter`, 'sort=price&category=rings') },
  ];
}
