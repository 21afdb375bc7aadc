import { idKey } from '../listing/product-id.js';
import type { Product } from '../../migrations/index.js';
import type { FlagKey, MultiTermsKey, RangeKey, SingleTermsKey, TermsKey } from '../listing/filters.js';
import { FLAG_FILTERS, isMultiTerms, isPublic, MULTI_TERMS, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import { Dictionary } from './dictionary.js';
import { searchEntries } from './search-text.js';

/** What the index is told of one stored document. */
export interface IndexedProduct {
  readonly product: Product;
  /** Whether the document can be taken from an index scan (`isRegular`). */
  readonly regular: boolean;
}

const SINGLE_TERMS = TERMS_FILTERS.filter(({ key }) => !isMultiTerms(key));

/** Flags as stored in a column. */
export const FLAG = { missing: 0, no: 1, yes: 2 } as const;

/**
 * The catalogue's filterable and sortable content, column by column: about 200 bytes and a few strings a product, so that
 * filters, exact totals and facets over 100,000 products take milliseconds. A row keeps its number until it is removed.
 */
export class Columns {
  readonly ids: unknown[] = [];
  readonly names: string[] = [];
  readonly slugs: string[] = [];
  /** Numbers of the row's tags, collections and other values of which a product may have several. */
  readonly multiTerms: Record<MultiTermsKey, (readonly number[])[]>;
  /** Search entries of the row: token number × 16 + weight. */
  readonly search: Uint32Array[] = [];
  readonly dictionaries: Record<TermsKey, Dictionary>;
  readonly tokens = new Dictionary();
  /** How many rows have a token: spelling is only ever corrected to a word that some product has. */
  readonly tokenUses: number[] = [];
  terms: Record<SingleTermsKey, Uint32Array>;
  flags: Record<FlagKey, Uint8Array>;
  /** NaN where the product has no such number. */
  ranges: Record<RangeKey, Float64Array>;
  /** The popularity of a product: page views and purchases, 0 where none are counted. */
  views: Float64Array;
  purchases: Float64Array;
  /** Milliseconds; NaN where the product has no date. */
  createdAt: Float64Array;
  /** 1 for products that public answers show. */
  visible: Uint8Array;
  /** 1 for rows that have to be found through this index, not by an index scan. */
  irregular: Uint8Array;

  private readonly rows = new Map<string, number>();
  private readonly free: number[] = [];
  private readonly slugRows = new Map<string, number[]>();
  private capacity = 1024;
  /** Rows in use, or once used: every row number is below it. */
  length = 0;
  visibleCount = 0;
  irregularCount = 0;

  constructor() {
    const keys = <K extends string, V>(filters: readonly { readonly key: string }[], make: () => V): Record<K, V> =>
      Object.fromEntries(filters.map(({ key }) => [key, make()])) as Record<K, V>;
    this.dictionaries = keys(TERMS_FILTERS, () => new Dictionary());
    this.multiTerms = keys(MULTI_TERMS.map((key) => ({ key })), () => []);
    this.terms = keys(SINGLE_TERMS, () => new Uint32Array(this.capacity));
    this.flags = keys(FLAG_FILTERS, () => new Uint8Array(this.capacity));
    this.ranges = keys(RANGE_FILTERS, () => new Float64Array(this.capacity));
    this.views = new Float64Array(this.capacity);
    this.purchases = new Float64Array(this.capacity);
    this.createdAt = new Float64Array(this.capacity);
    this.visible = new Uint8Array(this.capacity);
    this.irregular = new Uint8Array(this.capacity);
  }

  /** Products in the index, public or not. */
  get count(): number {
    return this.rows.size;
  }

  /** The row of an `_id`, if it has one. */
  rowOf(id: unknown): number | undefined {
    return this.rows.get(idKey(id));
  }

  /** The rows whose product has this slug. */
  rowsOfSlug(slug: string): readonly number[] {
    return this.slugRows.get(slug) ?? [];
  }

  /** Puts a product into a row of its own (the caller removes the old row first) and returns the row. */
  add({ product, regular }: IndexedProduct): number {
    const row = this.free.pop() ?? this.length++;
    if (row >= this.capacity) this.grow();
    this.rows.set(idKey(product.id), row);
    this.ids[row] = product.id;
    this.names[row] = product.name;
    this.slugs[row] = product.slug;
    const sameSlug = this.slugRows.get(product.slug);
    if (sameSlug === undefined) this.slugRows.set(product.slug, [row]);
    else sameSlug.push(row);
    this.fillColumns(row, product);
    this.search[row] = Uint32Array.from(searchEntries(product), ([token, weight]) => this.tokens.encode(token) * 16 + weight);
    this.countTokens(row, 1);
    this.visible[row] = Number(isPublic(product));
    this.irregular[row] = Number(!regular);
    this.visibleCount += this.visible[row] ?? 0;
    this.irregularCount += this.irregular[row] ?? 0;
    return row;
  }

  /** Frees the row of an `_id`. */
  remove(row: number): void {
    this.rows.delete(idKey(this.ids[row]));
    const slug = this.slugs[row] ?? '';
    const others = this.rowsOfSlug(slug).filter((other) => other !== row);
    if (others.length === 0) this.slugRows.delete(slug);
    else this.slugRows.set(slug, others);
    this.visibleCount -= this.visible[row] ?? 0;
    this.irregularCount -= this.irregular[row] ?? 0;
    this.visible[row] = 0;
    this.irregular[row] = 0;
    this.ids[row] = undefined;
    this.names[row] = '';
    this.slugs[row] = '';
    for (const key of MULTI_TERMS) this.multiTerms[key][row] = [];
    this.countTokens(row, -1);
    this.search[row] = new Uint32Array(0);
    this.free.push(row);
  }

  /** Marks whether a row has to be found through this index. */
  setIrregular(row: number, irregular: boolean): void {
    this.irregularCount += Number(irregular) - (this.irregular[row] ?? 0);
    this.irregular[row] = Number(irregular);
  }

  /** Whether a row has these counts of popularity already. */
  hasPopularity(row: number, { discovery: { views, purchases } }: Product): boolean {
    return this.views[row] === views && this.purchases[row] === purchases;
  }

  /** Takes in how popular a product is. */
  setPopularity(row: number, { discovery: { views, purchases } }: Product): void {
    this.views[row] = views;
    this.purchases[row] = purchases;
  }

  private countTokens(row: number, change: 1 | -1): void {
    for (const entry of this.search[row] ?? []) {
      const token = entry >>> 4;
      this.tokenUses[token] = (this.tokenUses[token] ?? 0) + change;
    }
  }

  private fillColumns(row: number, product: Product): void {
    for (const filter of TERMS_FILTERS) {
      const { key } = filter;
      const value = filter.of(product);
      const dictionary = this.dictionaries[key];
      if (isMultiTerms(key)) this.multiTerms[key][row] = [value ?? []].flat().map((one) => dictionary.encode(one));
      else this.terms[key][row] = typeof value === 'string' ? dictionary.encode(value) : 0;
    }
    for (const { key, of } of FLAG_FILTERS) {
      const value = of(product);
      this.flags[key][row] = value === undefined ? FLAG.missing : value ? FLAG.yes : FLAG.no;
    }
    for (const { key, of } of RANGE_FILTERS) this.ranges[key][row] = of(product) ?? Number.NaN;
    this.setPopularity(row, product);
    this.createdAt[row] = product.createdAt?.getTime() ?? Number.NaN;
  }

  private grow(): void {
    this.capacity *= 2;
    for (const { key } of SINGLE_TERMS) this.terms[key as SingleTermsKey] = grown(this.terms[key as SingleTermsKey], new Uint32Array(this.capacity));
    for (const { key } of FLAG_FILTERS) this.flags[key] = grown(this.flags[key], new Uint8Array(this.capacity));
    for (const { key } of RANGE_FILTERS) this.ranges[key] = grown(this.ranges[key], new Float64Array(this.capacity));
    this.views = grown(this.views, new Float64Array(this.capacity));
    this.purchases = grown(this.purchases, new Float64Array(this.capacity));
    this.createdAt = grown(this.createdAt, new Float64Array(this.capacity));
    this.visible = grown(this.visible, new Uint8Array(this.capacity));
    this.irregular = grown(this.irregular, new Uint8Array(this.capacity));
  }
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
