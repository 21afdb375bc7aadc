import { idText } from '../listing/product-id.js';
import type { LatencyTarget, QueryClassName } from '../query-classes/latency-targets.js';
import { LATENCY_TARGETS } from '../query-classes/latency-targets.js';
import type { ProbeValues } from './probe-values.js';

/** A query that the repository sends to the database for a request. */
export type Probe =
  { readonly kind: 'by-id'; readonly id: string } | { readonly kind: 'by-slug'; readonly slug: string };

/** Requests that share a limit, and the queries that represent them. */
export interface QueryClass extends LatencyTarget {
  probes(values: ProbeValues): readonly Probe[];
}

/** Listings come from memory, whatever the collection: only product pages query the database. */
const PROBES: Readonly<Partial<Record<QueryClassName, QueryClass['probes']>>> = {
  'product-by-id': ({ ids }) => spread(ids, 4).map((id) => ({ kind: 'by-id', id: idText(id) })),
  'product-by-slug': ({ slug }) => [{ kind: 'by-slug', slug }],
};

/** The query classes whose speed depends on the collection. */
export const QUERY_CLASSES: readonly QueryClass[] = LATENCY_TARGETS.flatMap((target) => {
  const probes = PROBES[target.name];
  return probes === undefined ? [] : [{ ...target, probes }];
});

/** At most this many of the items, spread over the whole list. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.floor(items.length / most));
  return items.filter((_, index) => index % step === 0).slice(0, most);
}
