import type { ListingFilter } from '../listing/filters.js';
import { possibleIds } from '../listing/product-id.js';
import type { Columns } from './columns.js';

/** The rows named by `ids` and `slugs`, each with the position at which it was first named. */
export function askedRows(columns: Columns, { ids, slugs }: ListingFilter): ReadonlyMap<number, number> | undefined {
  if (ids === undefined && slugs === undefined) return undefined;
  const byId = positions((ids ?? []).map((text) => publicRowOf(columns, text)));
  const bySlug = positions((slugs ?? []).map((slug) => publicRowOfSlug(columns, slug)));
  if (slugs === undefined) return byId;
  if (ids === undefined) return bySlug;
  // If both are given, they combine with "and" like all parameters; `ids` determines the order.
  return new Map([...byId].filter(([row]) => bySlug.has(row)));
}

/** The public row for an id given as text: an exact string match first, then the other types that print the same. */
export function publicRowOf(columns: Columns, text: string): number | undefined {
  return possibleIds(text)
    .map((id) => columns.rowOf(id))
    .find((row) => row !== undefined && columns.visible[row] === 1);
}

/** If several public products share a slug, the first by `_id`, which is the one the product page shows. */
export function publicRowOfSlug(columns: Columns, slug: string): number | undefined {
  const rows = columns.rowsOfSlug(slug).filter((row) => columns.visible[row] === 1);
  return [...rows].sort((a, b) => columns.compareIds(a, b))[0];
}

function positions(rows: readonly (number | undefined)[]): Map<number, number> {
  const map = new Map<number, number>();
  for (const [position, row] of rows.entries()) if (row !== undefined && !map.has(row)) map.set(row, position);
  return map;
}
