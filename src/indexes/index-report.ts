import type { ComparedIndex, IndexState } from './compare-indexes.js';
import { ID_INDEX } from './compare-indexes.js';
import type { IndexAdvice } from './index-advice.js';
import type { IndexAnalysis } from './index-analysis.js';
import type { ServedQueries } from './index-definitions.js';
import type { IndexOverview } from './index-overview.js';

/** An index as admins see it. */
export interface IndexEntry {
  readonly name: string;
  readonly state: IndexState;
  readonly declared: boolean;
  readonly hidden: boolean;
  readonly key: Readonly<Record<string, unknown>>;
  readonly partialFilterExpression: Readonly<Record<string, unknown>> | null;
  /** Its purpose; `null` if it is not declared. */
  readonly serves: Omit<ServedQueries, 'equal'> | null;
  /** Differences from the declaration. */
  readonly differences: readonly string[];
  /** Size on disk; `null` if it does not exist or the account may not query it. */
  readonly bytes: number | null;
  readonly operations: number | null;
  /** Since when all members have counted its operations. */
  readonly countedSince: Date | null;
  /** When it may be dropped; `null` if no removal was requested. */
  readonly dropAfter: Date | null;
}

/** The products' indexes as the admin API and the command line show them. */
export interface IndexList {
  readonly at: Date;
  readonly documents: number;
  readonly count: number;
  readonly mostIndexes: number;
  readonly totalBytes: number | null;
  readonly members: readonly string[];
  readonly indexes: readonly IndexEntry[];
  readonly advice: readonly IndexAdvice[];
}

/** The report `index-optimization-report.json`. */
export interface IndexReport extends IndexList {
  readonly verdict: IndexAnalysis['verdict'];
  readonly analysis: IndexAnalysis;
}

/** Converts an overview to a report. Pure. */
export function toIndexList(overview: IndexOverview): IndexList {
  const { at, documents, mostIndexes, totalBytes, usage, compared, advice } = overview;
  return {
    at,
    documents,
    count: compared.filter(({ actual }) => actual !== undefined).length,
    mostIndexes,
    totalBytes,
    members: usage.members,
    indexes: compared.map((index) => toIndexEntry(index, overview)),
    advice,
  };
}

/** Combines the overview with the results of the queries. Pure. */
export function toIndexReport(overview: IndexOverview, analysis: IndexAnalysis): IndexReport {
  return { ...toIndexList(overview), verdict: analysis.verdict, analysis };
}

function toIndexEntry(
  { name, state, definition, actual, differences }: ComparedIndex,
  { usage, sizes, removals }: IndexOverview,
): IndexEntry {
  const used = usage.usage.find((one) => one.name === name);
  const partial =
    actual === undefined
      ? definition?.partialFilterExpression
      : (actual.options['partialFilterExpression'] as IndexEntry['partialFilterExpression'] | undefined);
  return {
    name,
    state,
    declared: definition !== undefined || name === ID_INDEX,
    hidden: actual?.hidden === true,
    key: actual?.key ?? definition?.key ?? {},
    partialFilterExpression: partial ?? null,
    serves:
      definition === undefined
        ? null
        : { classes: definition.serves.classes, query: definition.serves.query, reader: definition.serves.reader },
    differences,
    bytes: sizes[name] ?? null,
    operations: used?.operations ?? null,
    countedSince: used?.since ?? null,
    dropAfter: removals.find(({ _id }) => _id === name)?.dropAfter ?? null,
  };
}
