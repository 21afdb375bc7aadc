import { DEFAULT_LIMIT } from '../listing/listing-query.js';

/** The maximum cost of a request: a full page of 100 products with every field and facet fits. */
export const MAX_COST = 1_000;

/** Ten products cost one point per field. */
const FIELDS_PER_POINT = 10;

/** Facets cost the same however much of them is selected: the work is in counting them. */
const FACETS_COST = 50;

/** An introspection reads no product, but its response is large: five fit into one request. */
const SCHEMA_COST = 200;

/**
 * Within a page, the cost of facets must not be multiplied by the page size, but the cost of a field is only known as
 * part of the sum of all fields. So facets are counted in units larger than any sum of fields (10,000 at most).
 */
const FACETS_UNIT = 1_000_000;

/** A field whose cost is computed. */
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
  // A listing by ids or slugs returns all of them if no page size is given.
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

/** The cost of an introspection field; none for any other field. */
export function introspectionCost({ field }: { readonly field: { readonly name: string } }): number | undefined {
  return field.name === '__schema' ? SCHEMA_COST : undefined;
}

function fieldsCost(products: number, fields: number): number {
  return 1 + Math.ceil((Math.max(0, products) * fields) / FIELDS_PER_POINT);
}
