/** What a full-text search looks into. */
export type Words = 'name' | 'description' | 'tags';

/** A value that direct readers of the collection filter or sort by, and that stands at one path of a shape. */
export type DirectPlace =
  'category' | 'metal' | 'stone' | 'carat' | 'price' | 'inStock' | 'recycled' | 'labGrown' | 'featured' | 'createdAt';

/** How a version's documents are asked for in the database's own terms. */
export interface VersionQueries {
  /**
   * Selects this version's documents. Equality and `$exists: true` only, so that it can be a partial index's filter;
   * it may select a few documents of other versions, which the reader drops.
   */
  readonly scope: Readonly<Record<string, unknown>>;
  /** Paths that may hold a product's slug. */
  readonly slugs: readonly string[];
  /** Where words stand. */
  readonly words: Readonly<Record<Words, readonly string[]>>;
  /** Where values stand for those who read the collection directly; only in the latest version. */
  readonly places?: Readonly<Record<DirectPlace, string>>;
}
