import type { Settings } from '../../config/settings.js';
import { PRODUCTS } from '../../database/collections.js';
import type { Collections } from '../../database/collections.js';
import type { PerformanceMeasure } from '../../query-performance/performance-measure.js';
import { QueryProbes } from '../../query-performance/query-probes.js';
import type { CheckGroupName, CheckResult, PreflightCheck, PreflightContext } from './check.js';
import { runCheck } from './check.js';
import { ACTIVITY_CHECKS } from './checks/activity-checks.js';
import { CAPACITY_CHECKS } from './checks/capacity-checks.js';
import { COLLECTION_CHECKS } from './checks/collection-checks.js';
import { DOCUMENT_CHECKS } from './checks/document-checks.js';
import { FEATURE_CHECKS } from './checks/feature-checks.js';
import { PERFORMANCE_CHECKS } from './checks/performance-checks.js';
import { PRIVILEGE_CHECKS } from './checks/privilege-checks.js';
import { SERVER_CHECKS } from './checks/server-checks.js';
import { TRIAL_CHECKS } from './checks/trial-checks.js';
import { askServer, collectionInfo, productIndexes } from './database-facts.js';
import { surveyDocuments } from './documents/survey-documents.js';
import { estimateSeconds } from './estimate-seconds.js';
import type { PreflightReport } from './preflight-report.js';
import { conclude } from './preflight-report.js';

/** The options of a validation. */
export interface PreflightOptions {
  readonly collections: Collections;
  readonly settings: Pick<Settings, 'BACKUP_DIR'>;
  readonly signal?: AbortSignal;
  /** Called about every thousand documents. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Only check indexes and query classes. */
  readonly performanceOnly?: boolean;
  /** The run of which this is a phase; any other run that is not over is a blocker. */
  readonly runId?: string;
  /** Number of timed runs per query class. */
  readonly samples?: number;
}

/**
 * Every check, in the order of execution. Capacity checks come after the pass over the documents, which shows how long
 * a run takes.
 */
export const PREFLIGHT_CHECKS: Readonly<Record<CheckGroupName, readonly PreflightCheck[]>> = {
  server: [...PRIVILEGE_CHECKS, ...SERVER_CHECKS, ...FEATURE_CHECKS],
  collection: [...COLLECTION_CHECKS, ...ACTIVITY_CHECKS, ...TRIAL_CHECKS],
  documents: DOCUMENT_CHECKS,
  capacity: CAPACITY_CHECKS,
  performance: PERFORMANCE_CHECKS,
};

/**
 * Checks everything that a migration depends on: server, collection, every single document, capacity, speed. Nothing in
 * `products` is changed; trials run in scratch collections, which are dropped.
 */
export async function runPreflight(options: PreflightOptions): Promise<PreflightReport> {
  const { collections, settings, signal, runId } = options;
  const startedAt = await serverTime(collections);
  const base = {
    collections,
    settings,
    signal,
    runId,
    documents: null,
    representativeIds: [],
    estimatedSeconds: null,
    baseline: null,
  };
  const found =
    options.performanceOnly === true ? await performanceAlone(base, options) : await everything(base, options);
  return conclude({
    ...found,
    startedAt,
    finishedAt: await serverTime(collections),
    database: collections.db.databaseName,
    server: await describeServer(collections),
    performanceOnly: options.performanceOnly === true,
  });
}

interface Found {
  readonly context: PreflightContext;
  readonly checks: readonly CheckResult[];
}

async function performanceAlone(base: PreflightContext, options: PreflightOptions): Promise<Found> {
  const context = { ...base, baseline: await measure(options) };
  return { context, checks: await runGroup('performance', context) };
}

async function everything(base: PreflightContext, options: PreflightOptions): Promise<Found> {
  const server = await runGroup('server', base);
  if (isEnd(server)) return { context: base, checks: server };
  const [type] = COLLECTION_CHECKS;
  const exists = type === undefined ? [] : [await runCheck(type, 'collection', base)];
  if (isEnd(exists)) return { context: base, checks: [...server, ...exists] };

  const uniqueIndexes = (await productIndexes(options.collections)).filter(({ unique }) => unique === true);
  const { report, representativeIds } = await surveyDocuments(options.collections.products, {
    signal: options.signal,
    onProgress: options.onProgress,
    uniqueIndexes,
  });
  const surveyed = { ...base, documents: report, representativeIds, estimatedSeconds: estimateSeconds(report) };
  const checks = [
    ...server,
    ...(await runGroup('collection', surveyed)),
    ...(await runGroup('documents', surveyed)),
    ...(await runGroup('capacity', surveyed)),
  ];
  const context = { ...surveyed, baseline: await measure(options) };
  return { context, checks: [...checks, ...(await runGroup('performance', context))] };
}

/** Runs the checks of a group in order, until a failure makes further checks pointless. */
async function runGroup(group: CheckGroupName, context: PreflightContext): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of PREFLIGHT_CHECKS[group]) {
    results.push(await runCheck(check, group, context));
    if (isEnd(results)) break;
  }
  return results;
}

function isEnd(results: readonly CheckResult[]): boolean {
  const ends = new Set(
    Object.values(PREFLIGHT_CHECKS)
      .flat()
      .filter(({ ends: isLast }) => isLast === true)
      .map(({ name }) => name),
  );
  return results.some(({ name, result }) => result === 'failed' && ends.has(name));
}

async function measure({ collections, samples, signal }: PreflightOptions): Promise<PerformanceMeasure | null> {
  const info = await collectionInfo(collections);
  if (info === undefined) return null;
  return new QueryProbes(collections).measure(PRODUCTS, {
    ...(samples === undefined ? {} : { samples }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Each instance has its own clock; the server's is shared. */
async function serverTime(collections: Collections): Promise<Date> {
  const { localTime } = await askServer(collections, { hello: 1 });
  return localTime as Date;
}

async function describeServer(collections: Collections): Promise<PreflightReport['server']> {
  const [{ version }, { setName, msg }] = await Promise.all([
    askServer(collections, { buildInfo: 1 }),
    askServer(collections, { hello: 1 }),
  ]);
  const topology = msg === 'isdbgrid' ? 'sharded' : typeof setName === 'string' ? 'replica-set' : 'standalone';
  return { version: String(version), topology, replicaSet: typeof setName === 'string' ? setName : null };
}
