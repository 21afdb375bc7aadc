/** A sort key of the catalogue that stands at one path of a version's documents. */
export type SortPath = 'featured' | 'createdAt' | 'price' | 'name' | 'carat';

/**
 * The filters that are asked of the database by an index of their own; all others are found through the catalogue index.
 * Tags are none of them: an index may hold only one array of a document, and would refuse documents that have another.
 */
export type IndexedFilter = 'category' | 'subcategory' | 'metal' | 'stone' | 'creator';

/** The flags that an index may hold beside filters. */
export type IndexedFlag = 'inStock' | 'recycled' | 'labGrown';

/** What a full-text search looks into. */
export type Words = 'name' | 'description' | 'tags';

/** A catalogue filter in a version's own terms. */
export interface VersionFilter {
  /** Where the raw value stands; a number in the path is a position in an array. */
  readonly path: string;
  /** Every raw value that a regular document may hold there for a catalogue value; several catalogue values may share one. */
  raw(value: string): readonly unknown[];
}

/**
 * How a version's documents are asked for. It speaks of *regular* documents only, whose raw values are what the shape
 * says (`regular.ts`). Irregular ones are mapped all the same, and are found by `_id` through the catalogue index.
 */
export interface VersionQueries {
  /**
   * Selects this version's documents. Equality and `$exists: true` only, so that it can be a partial index's filter;
   * it may select a few documents of other versions, which the reader drops.
   */
  readonly scope: Readonly<Record<string, unknown>>;
  readonly sort: Readonly<Record<SortPath, string>>;
  /** The raw values at `sort.featured` that mean "not featured"; `null` stands for a missing field. */
  readonly notFeatured: readonly (boolean | null)[];
  readonly filters: Readonly<Partial<Record<IndexedFilter, VersionFilter>>>;
  /** Where a flag stands as true or false, at one path of every document; only those of which the shape can say so. */
  readonly flags: Readonly<Partial<Record<IndexedFlag, string>>>;
  /** Where words stand. */
  readonly words: Readonly<Record<Words, readonly string[]>>;
  /** Paths that may hold a product's slug. */
  readonly slugs: readonly string[];
}
