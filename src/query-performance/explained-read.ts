import type { mongo } from 'mongoose';
import { planSummary } from '../database/plan-summary.js';
import type { ProbeRead, ProductCollection } from './probe-reads.js';

/** MongoDB's explanation of one find command. */
export interface ExplainedRead {
  readonly returned: number;
  readonly keysExamined: number;
  readonly docsExamined: number;
  /** Every stage of the winning plan. */
  readonly stages: readonly string[];
  /** The same with the indexes, for display, e.g. `LIMIT, FETCH, IXSCAN v2_featured`. */
  readonly plan: string;
}

const EXPLAIN_TIMEOUT_MS = 10_000;

/** Runs a find again to get its plan. A snapshot read cannot be explained, so this reads the current state. */
export async function explainRead(
  collection: ProductCollection,
  { filter, options }: ProbeRead,
): Promise<ExplainedRead> {
  const { projection, sort, hint, min, max, skip, limit } = options;
  const find = { find: collection.collectionName, filter, projection, sort, hint, min, max, skip, limit };
  const explain = Object.fromEntries(Object.entries(find).filter(([, value]) => value !== undefined));
  // `db.command` does not use a collection's options, and invalid UTF-8 must not stop it.
  const plan = await collection.db.command(
    { explain, verbosity: 'executionStats', maxTimeMS: EXPLAIN_TIMEOUT_MS },
    { enableUtf8Validation: false },
  );
  const stats = (plan.executionStats ?? {}) as Readonly<Record<string, unknown>>;
  return {
    returned: Number(stats.nReturned ?? 0),
    keysExamined: Number(stats.totalKeysExamined ?? 0),
    docsExamined: Number(stats.totalDocsExamined ?? 0),
    stages: stagesIn((plan.queryPlanner as mongo.Document | undefined)?.winningPlan),
    plan: planSummary(plan).plan,
  };
}

/** The stages of a plan, however the server nests them (shards, the slot-based engine, alternatives). */
export function stagesIn(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(stagesIn);
  if (typeof plan !== 'object' || plan === null) return [];
  const { stage, ...rest } = plan as Readonly<Record<string, unknown>>;
  return [...(typeof stage === 'string' ? [stage] : []), ...Object.values(rest).flatMap(stagesIn)];
}
