import { DEFAULT_LIMIT } from '../listing/listing-query.js';

/** What one request may cost: a full page of 100 products with every field and facet fits. */
export const MAX_COST = 1_000;

/** A field of ten products costs one point. */
const FIELDS_PER_POINT = 10;

/** Facets cost the same whatever is shown of them: counting them is the work. */
const FACETS_COST = 50;

/** An introspection reads no product, but its answer is large: five of them fit into one request. */
const SCHEMA_COST = 200;

/**
 * Within a page the cost of facets must not be multiplied by the page's size, but a field's cost is only known as part
 * of the sum of all fields. So facets are counted in units that no sum of fields (10,000 at most) reaches.
 */
const FACETS_UNIT = 1_000_000;

/** A field whose cost is asked for. */
export interface CostArguments {
  readonly args: Readonly<Record<string, unknown>>;
  readonly childComplexity: number;
}

interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly filter?: { readonly ids?: readonly unknown[] | null; readonly slugs?: readonly unknown[] | null } | null;
}

/** The cost of a page: its size times its fields, and its facets. */
export function pageCost({ args, childComplexity }: CostArguments): number {
  const { first, last, filter } = args as PageArguments;
  // A listing by identifiers shows all of them where no size is asked for.
  const named = Math.max(filter?.ids?.length ?? 0, filter?.slugs?.length ?? 0);
  const facets = Math.floor(childComplexity / FACETS_UNIT);
  return (
    fieldsCost(Math.max(last ?? first ?? DEFAULT_LIMIT, named), childComplexity % FACETS_UNIT) + facets * FACETS_COST
  );
}

/** The cost of facets within a page. */
export function pageFacetsCost(): number {
  return FACETS_UNIT;
}

/** The cost of facets alone. */
export function facetsCost(): number {
  return FACETS_COST;
}

/** The cost of products by id. */
export function idsCost({ args, childComplexity }: CostArguments): number {
  return fieldsCost((args as { readonly ids?: readonly unknown[] }).ids?.length ?? 0, childComplexity);
}

/** The cost of an introspection; of no other field. */
export function introspectionCost({ field }: { readonly field: { readonly name: string } }): number | undefined {
  return field.name === '__schema' ? SCHEMA_COST : undefined;
}

function fieldsCost(products: number, fields: number): number {
  return 1 + Math.ceil((Math.max(0, products) * fields) / FIELDS_PER_POINT);
}
