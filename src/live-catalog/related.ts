import type { Columns } from './columns.js';
import { FLAG } from './columns.js';

/** Weight of a shared trait: material and category say most about what a shopper is looking for. */
const WEIGHTS = { category: 4, metal: 3, stone: 3, subcategory: 2, creator: 1 } as const;

/**
 * The public products most similar to the given row. Products that share no material, stone or category are not
 * related.
 */
export function relatedRows(columns: Columns, row: number, limit: number): readonly number[] {
  const scored: { readonly row: number; readonly score: number }[] = [];
  for (let other = 0; other < columns.length; other++) {
    if (other === row || columns.visible[other] !== 1) continue;
    const score = likeness(columns, row, other);
    if (score >= WEIGHTS.metal) scored.push({ row: other, score });
  }
  scored.sort(
    (a, b) =>
      b.score - a.score || featured(columns, b.row) - featured(columns, a.row) || columns.compareIds(a.row, b.row),
  );
  return scored.slice(0, limit).map((one) => one.row);
}

function likeness(columns: Columns, a: number, b: number): number {
  let score = 0;
  for (const key of ['category', 'metal', 'stone', 'subcategory', 'creator'] as const) {
    const code = columns.terms[key][a] ?? 0;
    if (code !== 0 && code === columns.terms[key][b]) score += WEIGHTS[key];
  }
  const tags = columns.listOf('tags', a);
  return score + columns.listOf('tags', b).filter((tag) => tags.includes(tag)).length * 0.25;
}

function featured(columns: Columns, row: number): number {
  return Number(columns.flags.featured[row] === FLAG.yes);
}
