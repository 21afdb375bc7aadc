/** The fields that a full-text search covers. */
export type Words = 'name' | 'description' | 'tags';

/** A value that direct readers of the collection filter or sort by, and that has a single path in a shape. */
export type DirectPlace =
  'category' | 'metal' | 'stone' | 'carat' | 'price' | 'inStock' | 'recycled' | 'labGrown' | 'featured' | 'createdAt';

/** How to query the database for a version's documents. */
export interface VersionQueries {
  /**
   * Selects this version's documents. Equality and `$exists: true` only, so that it can be a partial index's filter; it
   * may select a few documents of other versions, which the reader drops.
   */
  readonly scope: Readonly<Record<string, unknown>>;
  /** Paths that may hold a product's slug. */
  readonly slugs: readonly string[];
  /** Paths of the searchable texts. */
  readonly words: Readonly<Record<Words, readonly string[]>>;
  /** Paths of values for those who read the collection directly; only in the latest version. */
  readonly places?: Readonly<Record<DirectPlace, string>>;
}
