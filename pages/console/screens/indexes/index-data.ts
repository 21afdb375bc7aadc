import { api } from '../../data/api.js';
import { dataOf } from '../../data/request.js';

/** An index in API form. */
export interface Index {
  readonly name: string;
  readonly state: 'ready' | 'missing' | 'on-request' | 'different' | 'hidden' | 'building';
  readonly declared: boolean;
  readonly hidden: boolean;
  readonly key: Readonly<Record<string, unknown>>;
  readonly partialFilterExpression: Readonly<Record<string, unknown>> | null;
  readonly serves: { readonly classes: readonly string[]; readonly query: string; readonly reader: string } | null;
  readonly differences: readonly string[];
  readonly bytes: number | null;
  readonly operations: number | null;
  readonly countedSince: string | null;
  readonly dropAfter: string | null;
}

/** Recommendations for the indexes. */
export interface Advice {
  readonly kind: string;
  readonly severity: 'warning' | 'info';
  readonly index?: string;
  readonly text: string;
}

/** The indexes of the products. */
export interface IndexList {
  readonly at: string;
  readonly documents: number;
  readonly count: number;
  readonly mostIndexes: number;
  readonly totalBytes: number | null;
  readonly members: readonly string[];
  readonly indexes: readonly Index[];
  readonly advice: readonly Advice[];
}

/** The declared and the existing indexes. */
export function listIndexes(signal: AbortSignal): Promise<IndexList> {
  return dataOf<IndexList>(api.GET('/api/admin/indexes', { signal }));
}

/** Builds missing indexes; throws the errors of the server. */
export async function syncIndexes(): Promise<string> {
  const { built, refused } = await dataOf<{
    readonly built: readonly string[];
    readonly refused: readonly { readonly name: string; readonly problem: string }[];
  }>(api.POST('/api/admin/indexes/sync', { body: {} }));
  if (refused.length > 0) throw new Error(refused.map(({ name, problem }) => `${name}: ${problem}`).join('; '));
  return built.length === 0 ? 'Nothing was missing' : `Built: ${built.join(', ')}`;
}

/** Explains and times every query class. */
export async function analyzeIndexes(): Promise<string> {
  const { verdict } = await dataOf<{ readonly verdict: string }>(api.POST('/api/admin/indexes/analyze', { body: {} }));
  return `Every query class was explained and timed: ${verdict}. See the report under Reports.`;
}

/** Unhides a hidden index. */
export async function unhideIndex(name: string): Promise<string> {
  await dataOf(api.POST('/api/admin/indexes/{name}/unhide', { params: { path: { name } }, body: {} }));
  return `${name} is in use again`;
}

/** Hides an index, or drops one whose grace period is over. */
export async function removeIndex(name: string, force: boolean): Promise<string> {
  const { state } = await dataOf<{ readonly state: string }>(
    api.DELETE('/api/admin/indexes/{name}', { params: { path: { name } }, body: { confirm: name, force } }),
  );
  return state === 'dropped'
    ? `${name} was dropped`
    : `${name} is hidden; repeat this after the grace period to drop it`;
}
