import type { Product } from '../../../../migrations/index.js';
import { RANGE_FILTERS } from '../../../listing/filters.js';
import { increment, noCounts } from './id-list.js';
import { numberIn } from './value-kind.js';

/** Distribution of the numbers in a field. */
export interface Distribution {
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Count per bucket, keyed by its lower edge. */
  readonly buckets: Readonly<Record<string, number>>;
}

/** Metals and stones in the documents. */
export interface MaterialsReport {
  readonly products: number;
  readonly metals: Readonly<Record<string, number>>;
  /** Products whose metal is known. */
  readonly withMetal: number;
  /** Products per type of their first stone, for those whose stone the catalog shows. */
  readonly stones: Readonly<Record<string, number>>;
  readonly withStone: number;
  readonly withCarat: number;
  /** Products whose stone has any value for its carat. */
  readonly caratStated: number;
  /** Those of them whose carat the mapping could read. */
  readonly caratCarriedOver: number;
  /** All gemstones that products are available with, not just the first, by the name that the documents use. */
  readonly gemstones: {
    readonly count: number;
    readonly byType: Readonly<Record<string, number>>;
    readonly carats: Distribution;
  };
}

const MAX_TYPES = 60;
const CARAT_EDGES = RANGE_FILTERS.find(({ key }) => key === 'carat')?.edges ?? [0];

/** Counts metals and stones. */
export class MaterialsTally {
  private products = 0;
  private readonly metals = noCounts();
  private readonly stones = noCounts();
  private withStone = 0;
  private withCarat = 0;
  private caratStated = 0;
  private caratCarriedOver = 0;
  private gemstones = 0;
  private readonly gemstoneTypes = noCounts();
  private readonly carats = new NumberTally(CARAT_EDGES);

  /** Adds a product and the stones listed in its document. */
  add(gemstones: readonly unknown[], { materialSpecs: { metal, stone } }: Product): void {
    this.products++;
    increment(this.metals, metal.type);
    for (const gemstone of gemstones) this.addGemstone(gemstone);
    if (stone === undefined) return;
    this.withStone++;
    increment(this.stones, stone.type);
    if (stone.carat !== undefined) this.withCarat++;
    const stated: unknown = isObject(gemstones[0]) ? gemstones[0].carat : undefined;
    if (stated === undefined || stated === null) return;
    this.caratStated++;
    if (stone.carat !== undefined) this.caratCarriedOver++;
  }

  report(): MaterialsReport {
    const { products, metals, stones, withStone, withCarat, caratStated, caratCarriedOver } = this;
    return {
      products,
      metals: { ...metals },
      withMetal: products - (metals.unspecified ?? 0),
      stones: { ...stones },
      withStone,
      withCarat,
      caratStated,
      caratCarriedOver,
      gemstones: { count: this.gemstones, byType: { ...this.gemstoneTypes }, carats: this.carats.report() },
    };
  }

  private addGemstone(gemstone: unknown): void {
    this.gemstones++;
    const fields = isObject(gemstone) ? gemstone : {};
    const said = [fields.type, fields.name, gemstone].find((value) => typeof value === 'string' && value.trim() !== '');
    const type = typeof said === 'string' ? said.trim().toLowerCase().slice(0, 60) : 'unnamed';
    const known = type in this.gemstoneTypes || Object.keys(this.gemstoneTypes).length < MAX_TYPES;
    increment(this.gemstoneTypes, known ? type : 'others');
    const carat = numberIn(fields.carat);
    if (carat !== undefined) this.carats.add(carat);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Summarizes numbers in constant space, however many there are. */
class NumberTally {
  private count = 0;
  private sum = 0;
  private min = Infinity;
  private max = -Infinity;
  private readonly buckets: number[];

  constructor(private readonly edges: readonly number[]) {
    this.buckets = edges.map(() => 0);
  }

  add(number: number): void {
    this.count++;
    this.sum += number;
    this.min = Math.min(this.min, number);
    this.max = Math.max(this.max, number);
    const bucket = this.edges.findLastIndex((edge) => number >= edge);
    if (bucket !== -1) this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
  }

  report(): Distribution {
    const { count, min, max, sum } = this;
    const buckets = Object.fromEntries(this.edges.map((edge, index) => [String(edge), this.buckets[index] ?? 0]));
    return count === 0
      ? { count, min: null, max: null, mean: null, buckets }
      : { count, min, max, mean: sum / count, buckets };
  }
}
