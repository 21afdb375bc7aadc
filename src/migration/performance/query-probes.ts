import { Injectable } from '@nestjs/common';
import type { QueryClassName } from '../../query-classes/latency-targets.js';
import { Collections } from '../../storage/collections.js';
import { isMissingIndex } from '../../storage/database-errors.js';
import type { PerformanceVerdict } from './compare-measures.js';
import { compareMeasures } from './compare-measures.js';
import type { Percentiles } from './percentiles.js';
import { percentiles } from './percentiles.js';
import type { ProductCollection } from './probe-reads.js';
import type { ExplainedProbe } from './probe-run.js';
import { explainProbe, timeProbe } from './probe-run.js';
import type { ProbeValues } from './probe-values.js';
import { chooseProbeValues } from './probe-values.js';
import type { Probe, QueryClass } from './query-classes.js';
import { QUERY_CLASSES } from './query-classes.js';

/** What was measured of one query class. Examined and returned are of one run of each of its queries. */
export interface ClassMeasure extends Percentiles {
  readonly name: QueryClassName;
  readonly title: string;
  readonly limitMs: number;
  readonly samples: number;
  readonly keysExamined: number;
  readonly docsExamined: number;
  readonly returned: number;
  /** Whether every query is served by an index that is there. */
  readonly usesIndex: boolean;
  readonly collectionScan: boolean;
  readonly missingIndexes: readonly string[];
  readonly problems: readonly string[];
}

/** What was measured on one collection. */
export interface PerformanceMeasure {
  readonly collection: string;
  readonly documents: number;
  readonly values: ProbeValues;
  readonly classes: readonly ClassMeasure[];
}

/** How to measure. */
export interface MeasureOptions {
  /** Timed runs of each query class. */
  readonly samples?: number;
  /** What to ask for; chosen from the collection by default. Two collections are compared by the same values. */
  readonly values?: ProbeValues;
  readonly signal?: AbortSignal;
}

const DEFAULT_SAMPLES = 60;
/** On a busy machine fewer samples have to do: so long a query class is measured, and so many there are at least. */
const LONGEST_MS = 250;
const LEAST_SAMPLES = 12;

/**
 * Measures the query classes of the catalogue on any collection of products: with the very commands that the repository
 * sends, so that a collection can be judged before it takes traffic.
 */
@Injectable()
export class QueryProbes {
  constructor(private readonly collections: Collections) {}

  /** Times every query class and has its plans explained. Reads only. An index that is missing is told of, not thrown. */
  async measure(collectionName: string, options: MeasureOptions = {}): Promise<PerformanceMeasure> {
    const collection: ProductCollection = this.collections.db.collection(collectionName, { enableUtf8Validation: false });
    const values = options.values ?? (await chooseProbeValues(collection, options.signal));
    const classes: ClassMeasure[] = [];
    for (const queryClass of QUERY_CLASSES) classes.push(await this.measureClass(collection, queryClass, values, options));
    return { collection: collectionName, documents: await collection.estimatedDocumentCount(), values, classes };
  }

  /** Whether the candidate may take the baseline's place. */
  compare(baseline: PerformanceMeasure, candidate: PerformanceMeasure): PerformanceVerdict {
    return compareMeasures(baseline, candidate);
  }

  private async measureClass(collection: ProductCollection, queryClass: QueryClass, values: ProbeValues, options: MeasureOptions): Promise<ClassMeasure> {
    const { name, title, limitMs } = queryClass;
    const probes = queryClass.probes(values);
    const explained: ExplainedProbe[] = [];
    for (const probe of probes) explained.push(await explainProbe(this.collections.client, collection, probe));
    // Without the index, the service selects in memory and fetches the page by `_id`: that is what then has to be timed.
    const runnable = probes.map((probe, position): Probe => ((explained[position]?.missingIndexes.length ?? 0) > 0 ? { kind: 'fetch', ids: values.ids.slice(0, 24) } : probe));
    const problems = explained.flatMap((one) => one.problems);
    const times = await this.time(collection, runnable, options, problems);
    const reads = explained.flatMap((one) => one.reads);
    const sum = (of: (read: (typeof reads)[number]) => number): number => reads.reduce((total, read) => total + of(read), 0);
    const missingIndexes = [...new Set(explained.flatMap((one) => one.missingIndexes))];
    const collectionScan = reads.some(({ stages }) => stages.includes('COLLSCAN'));
    return {
      name, title, limitMs, samples: times.length, ...percentiles(times),
      keysExamined: sum(({ keysExamined }) => keysExamined), docsExamined: sum(({ docsExamined }) => docsExamined), returned: sum(({ returned }) => returned),
      usesIndex: !collectionScan && missingIndexes.length === 0, collectionScan, missingIndexes, problems: [...new Set(problems)],
    };
  }

  private async time(collection: ProductCollection, probes: readonly Probe[], options: MeasureOptions, problems: string[]): Promise<readonly number[]> {
    const times: number[] = [];
    const samples = options.samples ?? DEFAULT_SAMPLES;
    const until = performance.now() + LONGEST_MS;
    // The first run of each query makes its plan and warms the cache; customers meet a warm one.
    for (let run = -probes.length; run < samples && probes.length > 0; run++) {
      options.signal?.throwIfAborted();
      if (times.length >= LEAST_SAMPLES && performance.now() > until) break;
      const probe = probes[(run + probes.length) % probes.length];
      if (probe === undefined) break;
      try {
        const milliseconds = await timeProbe(this.collections.client, collection, probe);
        if (run >= 0) times.push(milliseconds);
      } catch (error) {
        options.signal?.throwIfAborted();
        problems.push(isMissingIndex(error) ? 'An index was dropped while it was being measured' : error instanceof Error ? error.message : String(error));
        break;
      }
    }
    return times;
  }
}
