/** The query classes: requests that share a latency target. `classify.ts` assigns requests to them. */
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

/** The latency target of a query class. */
export interface LatencyTarget {
  readonly name: QueryClassName;
  /** The display name. */
  readonly title: string;
  /** The limit of the 95th percentile, in milliseconds. */
  readonly limitMs: number;
}

/** The limit of any request, in milliseconds. */
export const ANY_LIMIT_MS = 300;

/**
 * The platform's limits: for the 95th percentile at the API, warm, 24 products per page. Probes, monitoring, alerts,
 * the dashboard and the alert rules in `ops/` are all generated from this table.
 */
export const LATENCY_TARGETS: readonly LatencyTarget[] = [
  { name: 'catalogue-page', title: 'Catalog page, in each order', limitMs: 50 },
  { name: 'category-browse', title: 'Products of one category', limitMs: 75 },
  { name: 'material-filter', title: 'Products of one metal or stone', limitMs: 100 },
  { name: 'text-search', title: 'Full-text search', limitMs: 150 },
  { name: 'combined-filter', title: 'Several filters at once', limitMs: 200 },
  { name: 'product-by-id', title: 'Product page by id', limitMs: ANY_LIMIT_MS },
  { name: 'product-by-slug', title: 'Product page by slug', limitMs: ANY_LIMIT_MS },
  { name: 'anything', title: 'The largest pages', limitMs: ANY_LIMIT_MS },
];
