import { Injectable } from '@nestjs/common';

import { planReasons } from '../query-performance/compare-measures.js';
import type { ClassMeasure } from '../query-performance/performance-measure.js';
import { QueryProbes } from '../query-performance/query-probes.js';
import { Collections, PRODUCTS } from '../database/collections.js';
import { readIndexes } from './actual-index.js';
import type { ExplainedDefinition } from './explain-definition.js';
import { explainDefinition } from './explain-definition.js';
import { catalogIndexes } from './index-definitions.js';

/** How the database currently serves a query class. */
export interface AnalysedClass extends ClassMeasure {
  /** Problems; empty if it is served by indexes within its limit. */
  readonly reasons: readonly string[];
}

/** How the database serves the catalog's queries, and possible queries of others. */
export interface IndexAnalysis {
  readonly verdict: 'passed' | 'failed';
  readonly documents: number;
  readonly classes: readonly AnalysedClass[];
  /** Queries of the indexes that others use, if these are built. */
  readonly others: readonly ExplainedDefinition[];
  readonly reasons: readonly string[];
}

/** Times over the limit are measured once more: on a busy machine the first ones may be its fault. */
const WINDOWS = 2;

/** Explains and times every query class and checks plans and times: those of the database alone, without HTTP. */
@Injectable()
export class IndexAnalyser {
  constructor(
    private readonly collections: Collections,
    private readonly probes: QueryProbes,
  ) {}

  /** Reads only. */
  async analyse(signal?: AbortSignal): Promise<IndexAnalysis> {
    const options = signal === undefined ? {} : { signal };
    const first = await this.probes.measure(PRODUCTS, options);
    let classes = first.classes;
    for (let window = 1; window < WINDOWS && classes.some(isSlow); window += 1) {
      const again = await this.probes.measure(PRODUCTS, {
        ...options,
        values: first.values,
        classes: classes.filter(isSlow).map(({ name }) => name),
      });
      classes = classes.map(
        (before) => again.classes.find(({ name, p95 }) => name === before.name && p95 < before.p95) ?? before,
      );
    }
    const analysed = classes.map(analyseClass);
    const others = await this.others(signal);
    const reasons = [
      ...analysed.flatMap((one) => one.reasons),
      ...others.flatMap((one) => one.reasons.map((reason) => `${one.name} (${one.query}): ${reason}`)),
    ];
    return {
      verdict: reasons.length === 0 ? 'passed' : 'failed',
      documents: first.documents,
      classes: analysed,
      others,
      reasons,
    };
  }

  private async others(signal: AbortSignal | undefined): Promise<ExplainedDefinition[]> {
    const present = new Set(
      (await readIndexes(this.collections.db))?.indexes.filter(({ hidden }) => !hidden).map(({ name }) => name),
    );
    const explained: ExplainedDefinition[] = [];
    for (const definition of catalogIndexes().filter(
      ({ name, serves }) => serves.reader === 'others' && present.has(name),
    )) {
      signal?.throwIfAborted();
      explained.push(await explainDefinition(this.collections.products, definition));
    }
    return explained;
  }
}

const isSlow = ({ p95, limitMs }: ClassMeasure): boolean => p95 > limitMs;

function analyseClass(measured: ClassMeasure): AnalysedClass {
  const { title, p95, limitMs } = measured;
  const reasons = [
    ...planReasons(measured),
    ...(p95 > limitMs ? [`${title}: p95 of ${p95} ms is over the limit of ${limitMs} ms`] : []),
  ];
  return { ...measured, reasons };
}
