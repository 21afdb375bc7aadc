import type { ClassMeasure, PerformanceMeasure } from './performance-measure.js';
import { Injectable } from '@nestjs/common';
import { messageOf } from '../errors/message-of.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import { Collections } from '../database/collections.js';
import type { PerformanceVerdict } from './compare-measures.js';
import { compareMeasures } from './compare-measures.js';
import { percentiles } from './percentiles.js';
import type { ProductCollection } from './probe-reads.js';
import type { ExplainedProbe } from './probe-run.js';
import { explainProbe, timeProbe } from './probe-run.js';
import type { ProbeValues } from './probe-values.js';
import { chooseProbeValues } from './probe-values.js';
import type { QueryClass } from './query-classes.js';
import { QUERY_CLASSES } from './query-classes.js';

/** Options of a measurement. */
export interface MeasureOptions {
  /** The number of timed runs per query class. */
  readonly samples?: number;
  /**
   * The values to query for; by default chosen from the collection. To compare two collections, pass the same values.
   */
  readonly values?: ProbeValues;
  /** The query classes to measure; all by default. */
  readonly classes?: readonly QueryClassName[];
  readonly signal?: AbortSignal;
}

const DEFAULT_SAMPLES = 60;
/**
 * On a busy machine there are fewer samples: a query class is measured for at most this long, but at least this often.
 */
const LONGEST_MS = 250;
const LEAST_SAMPLES = 12;

/**
 * Measures the query classes that use the database on any collection of products, with exactly the commands that the
 * repository sends, so that a collection can be judged before it takes traffic.
 */
@Injectable()
export class QueryProbes {
  constructor(private readonly collections: Collections) {}

  /** Times every query class that uses the database and explains its plans. Only reads. */
  async measure(collectionName: string, options: MeasureOptions = {}): Promise<PerformanceMeasure> {
    const [measure] = await this.measureTogether([collectionName], options);
    if (measure === undefined) throw new TypeError('One collection must give one measure');
    return measure;
  }

  /**
   * Measures several collections in turns, query by query, so that other load on the machine slows all of them equally.
   */
  async measureTogether(
    names: readonly string[],
    options: MeasureOptions = {},
  ): Promise<readonly PerformanceMeasure[]> {
    const collections = names.map((name): ProductCollection =>
      this.collections.db.collection(name, { enableUtf8Validation: false }),
    );
    const [first] = collections;
    if (first === undefined) return [];
    const values = options.values ?? (await chooseProbeValues(first, options.signal));
    const classes: ClassMeasure[][] = [];
    const wanted = QUERY_CLASSES.filter(({ name }) => options.classes?.includes(name) ?? true);
    for (const queryClass of wanted) classes.push(await this.measureClass(collections, queryClass, values, options));
    return Promise.all(
      collections.map(async (collection, index) => ({
        collection: collection.collectionName,
        documents: await collection.estimatedDocumentCount(),
        values,
        classes: classes.flatMap((measures) => measures[index] ?? []),
      })),
    );
  }

  /** Whether the candidate may replace the baseline. */
  compare(baseline: PerformanceMeasure, candidate: PerformanceMeasure): PerformanceVerdict {
    return compareMeasures(baseline, candidate);
  }

  private async measureClass(
    collections: readonly ProductCollection[],
    queryClass: QueryClass,
    values: ProbeValues,
    options: MeasureOptions,
  ): Promise<ClassMeasure[]> {
    const probes = queryClass.probes(values);
    const subjects: Subject[] = [];
    for (const collection of collections) {
      const explained: ExplainedProbe[] = [];
      for (const probe of probes) explained.push(await explainProbe(this.collections.client, collection, probe));
      subjects.push({
        collection,
        explained,
        runnable: probes,
        times: [],
        problems: explained.flatMap((one) => one.problems),
      });
    }
    await this.time(subjects, options);
    return subjects.map((subject) => toMeasure(queryClass, subject));
  }

  private async time(subjects: readonly Subject[], options: MeasureOptions): Promise<void> {
    const samples = options.samples ?? DEFAULT_SAMPLES;
    const count = subjects[0]?.runnable.length ?? 0;
    const until = performance.now() + LONGEST_MS * subjects.length;
    // The first run of each query creates its plan and warms the cache; customers will find it warm.
    for (let run = -count; run < samples && count > 0; run++) {
      options.signal?.throwIfAborted();
      if (run >= LEAST_SAMPLES && performance.now() > until) return;
      for (const subject of subjects) await this.timeOnce(subject, run, options.signal);
    }
  }

  private async timeOnce(
    { collection, runnable, times, problems }: Subject,
    run: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const probe = runnable[(run + runnable.length) % runnable.length];
    if (probe === undefined || problems.length > 0) return;
    try {
      const milliseconds = await timeProbe(this.collections.client, collection, probe);
      if (run >= 0) times.push(milliseconds);
    } catch (error) {
      signal?.throwIfAborted();
      problems.push(messageOf(error));
    }
  }
}

/** A collection while a query class is measured on it. */
interface Subject {
  readonly collection: ProductCollection;
  readonly explained: readonly ExplainedProbe[];
  readonly runnable: ReturnType<QueryClass['probes']>;
  readonly times: number[];
  readonly problems: string[];
}

function toMeasure({ name, title, limitMs }: QueryClass, { explained, times, problems }: Subject): ClassMeasure {
  const reads = explained.flatMap((one) => one.reads);
  const sum = (of: (read: (typeof reads)[number]) => number): number =>
    reads.reduce((total, read) => total + of(read), 0);
  const collectionScan = reads.some(({ stages }) => stages.includes('COLLSCAN'));
  return {
    name,
    title,
    limitMs,
    samples: times.length,
    ...percentiles(times),
    keysExamined: sum(({ keysExamined }) => keysExamined),
    docsExamined: sum(({ docsExamined }) => docsExamined),
    returned: sum(({ returned }) => returned),
    plans: [...new Set(reads.map(({ plan }) => plan))],
    usesIndex: !collectionScan,
    collectionScan,
    problems: [...new Set(problems)],
  };
}
