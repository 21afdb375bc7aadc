import type { QueryClassName } from '../query-classes/latency-targets.js';
import type { Percentiles } from './percentiles.js';
import type { ProbeValues } from './probe-values.js';

/** The measurements of one query class. Examined and returned counts are from one run of each of its queries. */
export interface ClassMeasure extends Percentiles {
  readonly name: QueryClassName;
  readonly title: string;
  readonly limitMs: number;
  readonly samples: number;
  readonly keysExamined: number;
  readonly docsExamined: number;
  readonly returned: number;
  /** The distinct plans of its queries, e.g. `LIMIT, FETCH, IXSCAN v2_slug`. */
  readonly plans: readonly string[];
  /** Whether every query uses an index. */
  readonly usesIndex: boolean;
  readonly collectionScan: boolean;
  readonly problems: readonly string[];
}

/** The measurements of one collection. */
export interface PerformanceMeasure {
  readonly collection: string;
  readonly documents: number;
  readonly values: ProbeValues;
  readonly classes: readonly ClassMeasure[];
}
