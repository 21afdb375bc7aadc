import type { FlagKey, MultiTermsKey, RangeKey, SingleTermsKey } from '../listing/filters.js';
import { FLAG_FILTERS, isMultiTerms, MULTI_TERMS, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';

/** The keys of all filters by value, and of those for which a product has at most one value. */
export const TERM_KEYS = TERMS_FILTERS.map(({ key }) => key);
export const SINGLE_TERMS = TERM_KEYS.filter((key): key is SingleTermsKey => !isMultiTerms(key));
/** The keys of all yes/no filters and of all numeric filters. */
export const FLAG_KEYS = FLAG_FILTERS.map(({ key }) => key);
const RANGE_KEYS = RANGE_FILTERS.map(({ key }) => key);

const FIRST_CAPACITY = 1024;

/** A record with a value for each key. */
export function recordOf<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;
}

/** The typed arrays of the columns. Their capacity doubles when it is used up. */
export class ColumnArrays {
  /** For filters with several values per product, such as tags: the number of the row's value list in `lists`. */
  readonly multiTerms = recordOf<MultiTermsKey, Uint32Array>(MULTI_TERMS, () => new Uint32Array(FIRST_CAPACITY));
  readonly terms = recordOf<SingleTermsKey, Uint32Array>(SINGLE_TERMS, () => new Uint32Array(FIRST_CAPACITY));
  readonly flags = recordOf<FlagKey, Uint8Array>(FLAG_KEYS, () => new Uint8Array(FIRST_CAPACITY));
  /** NaN if the product has no such number. */
  readonly ranges = recordOf<RangeKey, Float64Array>(RANGE_KEYS, () => new Float64Array(FIRST_CAPACITY));
  /** Popularity of a product: page views and purchases, 0 if none are counted. */
  views = new Float64Array(FIRST_CAPACITY);
  purchases = new Float64Array(FIRST_CAPACITY);
  /** Milliseconds since the epoch; NaN if the product has no date. */
  createdAt = new Float64Array(FIRST_CAPACITY);
  /** 1 for products that public answers include. */
  visible = new Uint8Array(FIRST_CAPACITY);
  /** The version in which the product is stored. */
  versions = new Uint8Array(FIRST_CAPACITY);
  private capacity = FIRST_CAPACITY;

  /** Makes room for a row. */
  protected reserve(row: number): void {
    if (row < this.capacity) return;
    this.capacity *= 2;
    const { capacity } = this;
    for (const key of SINGLE_TERMS) this.terms[key] = grown(this.terms[key], new Uint32Array(capacity));
    for (const key of MULTI_TERMS) this.multiTerms[key] = grown(this.multiTerms[key], new Uint32Array(capacity));
    for (const key of FLAG_KEYS) this.flags[key] = grown(this.flags[key], new Uint8Array(capacity));
    for (const key of RANGE_KEYS) this.ranges[key] = grown(this.ranges[key], new Float64Array(capacity));
    this.views = grown(this.views, new Float64Array(capacity));
    this.purchases = grown(this.purchases, new Float64Array(capacity));
    this.createdAt = grown(this.createdAt, new Float64Array(capacity));
    this.visible = grown(this.visible, new Uint8Array(capacity));
    this.versions = grown(this.versions, new Uint8Array(capacity));
  }
}

function grown<T extends Uint8Array | Uint32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
