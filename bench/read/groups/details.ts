import type { Bench } from '../bench-context.js';
import type { Cast } from '../cast.js';
import { endCursors } from '../cursors.js';
import { interleave } from '../measure.js';
import { cursorRequests, facetRequests } from '../requests.js';

const CURSORS = 400;

/** A page with all facets against one without, one request at a time, so that latency is the work itself. */
export async function measureFacets({ load, figures, options }: Bench, cast: Cast): Promise<void> {
  const { count, services, prices } = cast;
  const cells = [...services]
    .filter(([share]) => share !== 50)
    .flatMap(([share, server]) => {
      const at = (kind: string): string => `facets/${count}/service-${share}/${kind}`;
      const sets = facetRequests({ prices, name: `${count}/facets` });
      return [
        { id: at('without'), server, set: sets.without },
        { id: at('with'), server, set: sets.with },
      ];
    });
  await interleave(load, cells, figures, { connections: 1, seconds: options.seconds, rounds: options.rounds });
}

/** Cursor pages at the far end of a listing against pages at its start. */
export async function measureCursors({ load, figures, options }: Bench, cast: Cast): Promise<void> {
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
