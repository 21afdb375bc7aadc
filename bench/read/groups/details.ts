import type { Cast } from '../cast.js';
import { endCursors } from '../cursors.js';
import type { Figures } from '../figures.js';
import type { LoadGenerator } from '../load/load-generator.js';
import { interleave } from '../measure.js';
import type { ReadOptions } from '../options.js';
import { cursorRequests, facetRequests } from '../requests.js';

const CURSORS = 400;

/** One request at a time, so that the time of an answer is the work for it: a page with all facets beside one without. */
export async function measureFacets(cast: Cast, load: LoadGenerator, figures: Figures, options: ReadOptions): Promise<void> {
  const { count, services, prices } = cast;
  const cells = [...services].filter(([share]) => share !== 50).flatMap(([share, server]) => {
    const at = (kind: string): string => `facets/${count}/service-${share}/${kind}`;
    const sets = facetRequests({ prices, name: `${count}/facets` });
    return [{ id: at('without'), server, set: sets.without }, { id: at('with'), server, set: sets.with }];
  });
  await interleave(load, cells, figures, { connections: 1, seconds: options.seconds, rounds: options.rounds });
}

/** The far end of a listing beside its start, by cursor. */
export async function measureCursors(cast: Cast, load: LoadGenerator, figures: Figures, options: ReadOptions): Promise<void> {
  const { count, services } = cast;
  const server = services.get(100);
  if (server === undefined) return;
  const { first, last } = await endCursors(server, CURSORS);
  const at = (kind: string): string => `cursors/${count}/service-100/${kind}`;
  const cells = [
    { id: at('first'), server, set: cursorRequests({ price: first }, `${count}/first`) },
    { id: at('last'), server, set: cursorRequests({ price: last }, `${count}/last`) },
  ];
  await interleave(load, cells, figures, { connections: 4, seconds: options.seconds, rounds: options.rounds });
}
