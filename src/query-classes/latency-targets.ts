/** The names of the query classes: requests that share one target. Which request belongs to which: `classify.ts`. */
export const QUERY_CLASS_NAMES = [
  'catalogue-page',
  'category-browse',
  'material-filter',
  'text-search',
  'combined-filter',
  'product-by-id',
  'product-by-slug',
  'anything',
] as const;
export type QueryClassName = (typeof QUERY_CLASS_NAMES)[number];

/** What a query class has to keep. */
export interface LatencyTarget {
  readonly name: QueryClassName;
  /** What it is, for people. */
  readonly title: string;
  /** The most that the 95th percentile may take, in milliseconds. */
  readonly limitMs: number;
}

/** The limit of every request, whatever it asks for, in milliseconds. */
export const ANY_LIMIT_MS = 300;

/**
 * The platform's limits: of the 95th percentile at the API, warm, 24 products a page. Probes, monitoring, alerts, the
 * dashboard and the alert rules in `ops/` are all made from this table.
 */
export const LATENCY_TARGETS: readonly LatencyTarget[] = [
  { name: 'catalogue-page', title: 'Catalogue page, in each order', limitMs: 50 },
  { name: 'category-browse', title: 'Products of one category', limitMs: 75 },
  { name: 'material-filter', title: 'Products of one metal, of one stone', limitMs: 100 },
  { name: 'text-search', title: 'Full-text search', limitMs: 150 },
  { name: 'combined-filter', title: 'Several filters at once', limitMs: 200 },
  { name: 'product-by-id', title: 'Product page by id', limitMs: ANY_LIMIT_MS },
  { name: 'product-by-slug', title: 'Product page by slug', limitMs: ANY_LIMIT_MS },
  { name: 'anything', title: 'The largest pages', limitMs: ANY_LIMIT_MS },
];
