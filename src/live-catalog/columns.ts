import type { Product } from '../../migrations/index.js';
import type { FlagKey, MultiTermsKey, TermsKey } from '../listing/filters.js';
import { FLAG_FILTERS, isMultiTerms, isPublic, MULTI_TERMS, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import { compareCodePoints } from '../listing/bson-order.js';
import { idKey } from '../listing/product-id.js';
import { Dictionary } from './dictionary.js';
import { RowIds } from './row-ids.js';
import { RowsByText } from './rows-by-text.js';
import { ColumnArrays, FLAG_KEYS, recordOf, SINGLE_TERMS, TERM_KEYS } from './column-arrays.js';
import { searchEntries } from './search-text.js';
import { SharedLists } from './shared-lists.js';
import { TokenLists } from './token-lists.js';

/** Flags as stored in a column. */
export const FLAG = { missing: 0, no: 1, yes: 2 } as const;

/**
 * Any character outside the Basic Multilingual Plane. Only for these does code point order differ from UTF-16 order.
 */
const SURROGATE = /[\ud800-\udfff]/;

/**
 * The catalog's filterable and sortable content, column by column: about 200 bytes and a few strings per product, so
 * that filters, exact totals and facets over 100,000 products take milliseconds. A product keeps its row number for as
 * long as it exists, whatever changes.
 */
export class Columns extends ColumnArrays {
  readonly names: string[] = [];
  readonly slugs: string[] = [];
  readonly lists = recordOf<MultiTermsKey, SharedLists>(MULTI_TERMS, () => new SharedLists());
  /** Search entries of the row: token number × 16 + weight. */
  readonly search = new TokenLists();
  readonly dictionaries = recordOf<TermsKey, Dictionary>(TERM_KEYS, () => new Dictionary());
  readonly tokens = new Dictionary();
  /** How many rows contain a token. Spelling is only ever corrected to a word that some product has. */
  readonly tokenUses: number[] = [];
  /** Number of products by stored version, updated with every change so that a census never has to scan the rows. */
  readonly versionCounts: number[] = [];
  /**
   * Number of public rows per value, for each filter. Totals and facets of an unfiltered listing are read from here.
   */
  readonly counts = recordOf<TermsKey | FlagKey, number[]>([...TERM_KEYS, ...FLAG_KEYS], () => []);

  private readonly ids = new RowIds();
  private readonly slugRows = new RowsByText();
  private hasSurrogates = false;
  visibleCount = 0;

  /** Products in the catalog, public or not. */
  get count(): number {
    return this.ids.count;
  }

  /** Upper bound of the row numbers: rows in use plus free ones. */
  get length(): number {
    return this.ids.length;
  }

  /** The row of an `_id`, if there is one. */
  rowOf(id: unknown): number | undefined {
    return this.ids.rowOf(idKey(id));
  }

  /** The `_id` of a row, in its own type. */
  idOf(row: number): unknown {
    return this.ids.idOf(row);
  }

  /** The key of a row's `_id`; empty if the row is free. */
  keyOf(row: number): string {
    return this.ids.keyOf(row);
  }

  /** Compares the `_id`s of two rows in BSON order. */
  compareIds(a: number, b: number): number {
    return this.ids.compare(a, b);
  }

  /** Compares the names of two rows by code point. */
  compareNames(a: number, b: number): number {
    const x = this.names[a] ?? '';
    const y = this.names[b] ?? '';
    if (this.hasSurrogates) return compareCodePoints(x, y);
    return x < y ? -1 : Number(x > y);
  }

  /** The rows whose product has this slug. */
  rowsOfSlug(slug: string): readonly number[] {
    return this.slugRows.of(slug);
  }

  /** Whether public answers include a product. */
  shows(product: Product): boolean {
    return isPublic(product);
  }

  /** Every row in use. */
  usedRows(): Uint32Array {
    return this.ids.used();
  }

  /** Stores a product in its existing row or in a free one, and returns the row. */
  put(product: Product, version: number): number {
    const key = idKey(product.id);
    const old = this.ids.rowOf(key);
    const row = old ?? this.takeRow(key, product.id);
    if (old !== undefined) {
      this.clear(row);
      this.countVersion(this.versions[row] ?? 0, -1);
    }
    this.countVersion(version, 1);
    this.versions[row] = version;
    this.names[row] = product.name;
    if (!this.hasSurrogates) this.hasSurrogates = SURROGATE.test(product.name);
    this.slugs[row] = product.slug;
    this.slugRows.add(product.slug, row);
    this.fill(row, product);
    this.search.set(
      row,
      Array.from(searchEntries(product), ([token, weight]) => this.tokens.encode(token) * 16 + weight),
    );
    this.countTokens(row, 1);
    this.visible[row] = Number(this.shows(product));
    if (this.visible[row] === 1) this.tally(row, 1);
    return row;
  }

  /** Frees the row of a deleted product. */
  remove(row: number): void {
    this.clear(row);
    this.countVersion(this.versions[row] ?? 0, -1);
    this.ids.release(row);
    this.names[row] = '';
    for (const key of MULTI_TERMS) this.setList(key, row, []);
    this.search.set(row, []);
  }

  /** The value codes of a row in a filter with several values per product, such as tags or collections. */
  listOf(key: MultiTermsKey, row: number): readonly number[] {
    return this.lists[key].at(this.multiTerms[key][row] ?? 0);
  }

  /** Updates the version in which a row's product is stored. */
  setVersion(row: number, version: number): void {
    this.countVersion(this.versions[row] ?? 0, -1);
    this.countVersion(version, 1);
    this.versions[row] = version;
  }

  /** Whether a row already has these counts. */
  hasPopularity(row: number, { discovery: { views, purchases } }: Product): boolean {
    return this.views[row] === views && this.purchases[row] === purchases;
  }

  /** Updates the popularity of a row's product. */
  setPopularity(row: number, { discovery: { views, purchases } }: Product): void {
    this.views[row] = views;
    this.purchases[row] = purchases;
  }

  private countVersion(version: number, change: 1 | -1): void {
    this.versionCounts[version] = (this.versionCounts[version] ?? 0) + change;
  }

  private takeRow(key: string, id: unknown): number {
    const row = this.ids.take(key, id);
    this.reserve(row);
    return row;
  }

  /** Removes a row's values from all counts. */
  private clear(row: number): void {
    if (this.visible[row] === 1) this.tally(row, -1);
    this.visible[row] = 0;
    this.countTokens(row, -1);
    this.slugRows.remove(this.slugs[row] ?? '', row);
    this.slugs[row] = '';
  }

  private countTokens(row: number, change: 1 | -1): void {
    for (const entry of this.search.of(row)) {
      const token = entry >>> 4;
      this.tokenUses[token] = (this.tokenUses[token] ?? 0) + change;
    }
  }

  /** Adds a public row's values to the counts, or removes them. */
  private tally(row: number, change: 1 | -1): void {
    this.visibleCount += change;
    const count = (counts: number[], code: number): void => {
      counts[code] = (counts[code] ?? 0) + change;
    };
    for (const key of SINGLE_TERMS) count(this.counts[key], this.terms[key][row] ?? 0);
    for (const key of FLAG_KEYS) count(this.counts[key], this.flags[key][row] ?? 0);
    for (const key of MULTI_TERMS) {
      const codes = this.listOf(key, row);
      if (codes.length === 0) count(this.counts[key], 0);
      for (const code of codes) count(this.counts[key], code);
    }
  }

  private fill(row: number, product: Product): void {
    for (const filter of TERMS_FILTERS) {
      const { key } = filter;
      const value = filter.of(product);
      const dictionary = this.dictionaries[key];
      if (isMultiTerms(key))
        this.setList(key, row, [...new Set([value ?? []].flat().map((one) => dictionary.encode(one)))]);
      else this.terms[key][row] = typeof value === 'string' ? dictionary.encode(value) : 0;
    }
    this.setPopularity(row, product);
    for (const { key, of } of FLAG_FILTERS) {
      const value = of(product);
      this.flags[key][row] = value === undefined ? FLAG.missing : value ? FLAG.yes : FLAG.no;
    }
    for (const { key, of } of RANGE_FILTERS) this.ranges[key][row] = of(product) ?? Number.NaN;
    this.createdAt[row] = product.createdAt?.getTime() ?? Number.NaN;
  }

  private setList(key: MultiTermsKey, row: number, codes: readonly number[]): void {
    const lists = this.lists[key];
    // Sorted, so that products with the same values share a list.
    const number = lists.take(codes.toSorted((a, b) => a - b));
    lists.release(this.multiTerms[key][row] ?? 0);
    this.multiTerms[key][row] = number;
  }
}
