/** How the database executes a query. */
export interface PlanSummary {
  /** The stages with the indexes they use, outermost first, e.g. `LIMIT, FETCH, IXSCAN v2_featured`. */
  readonly plan: string;
  readonly collectionScan: boolean;
}

const LONGEST_PLAN = 500;
const DEEPEST = 40;

type Fields = Readonly<Record<string, unknown>>;

/** A summary of an explained command: stages and index names, without the bounds, which contain values. Pure. */
export function planSummary(explained: Fields): PlanSummary {
  const stages = [...new Set(winningPlans(explained, DEEPEST).map((plan) => stagesOf(plan, DEEPEST).join(', ')))];
  const plan = stages.join(' | ').slice(0, LONGEST_PLAN);
  return { plan: plan === '' ? 'unknown' : plan, collectionScan: stages.some((one) => /\bCOLLSCAN\b/.test(one)) };
}

/** Aggregations and shards nest plans differently; a sharded plan contains those of its shards. */
function winningPlans(value: unknown, depth: number): Fields[] {
  if (!isObject(value) || depth === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'rejectedPlans') return [];
    if (name !== 'winningPlan') return winningPlans(inner, depth - 1);
    const within = winningPlans(inner, depth - 1);
    return within.length > 0 ? within : isObject(inner) ? [inner] : [];
  });
}

/** For the slot-based engine, the plan in stages is next to the one in slots. */
function stagesOf(plan: unknown, depth: number): string[] {
  if (Array.isArray(plan)) return plan.flatMap((one) => stagesOf(one, depth));
  if (!isObject(plan) || depth === 0) return [];
  const { stage, indexName, queryPlan, slotBasedPlan: _, ...rest } = plan;
  if (queryPlan !== undefined) return stagesOf(queryPlan, depth - 1);
  const own = typeof stage === 'string' ? [typeof indexName === 'string' ? `${stage} ${indexName}` : stage] : [];
  const inputs = Object.entries(rest)
    .filter(([name]) => /stages?$/i.test(name))
    .map(([, inner]) => inner);
  return [...own, ...inputs.flatMap((inner) => stagesOf(inner, depth - 1))];
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
