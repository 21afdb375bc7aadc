import type { FuzzRequest } from './rest-requests.js';

/** The response. */
export interface FuzzAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly ms: number;
  /** When to ask again, in seconds, where the answer says so. */
  readonly retryAfter?: number;
}

/** No response, right or wrong, may take longer. */
export const LONGEST_MS = 30_000;

/** Refusals of a moment: too much to do, stopping, a database or a catalog that is not there at present. */
const FOR_NOW = /"code":"(OVERLOADED|UNAVAILABLE|DATABASE_UNAVAILABLE|CATALOG_\w+)"/;

/** The code of a refusal that asks to come again in a moment; `undefined`: the answer is none. */
export function refusedForNow({ status, body, retryAfter }: FuzzAnswer): string | undefined {
  if (status !== 503 || retryAfter === undefined) return undefined;
  return body === '' ? 'of HEAD' : FOR_NOW.exec(body)?.[1];
}

/**
 * What is wrong with an answer; `undefined`: nothing. A refusal is no fault; a fault is an answer of 5xx, one that came
 * too late, and one that is not in the error format. Whoever was told to come again in a moment has done so before.
 */
export function judgeAnswer(request: FuzzRequest, answer: FuzzAnswer): string | undefined {
  const { status, type, body, ms } = answer;
  const isGraphql = request.path.startsWith('/graphql');
  if (ms > LONGEST_MS) return `answered after ${Math.round(ms)} ms`;
  if (status >= 500) return `answered ${status}`;
  if (isGraphql) return graphqlProblem(status, body);
  if (status < 400 || request.method === 'HEAD') return undefined;
  if (!type.startsWith('application/problem+json') && !type.startsWith('application/json'))
    return `an error as ${type}`;
  const problem = parsed(body) as {
    readonly status?: unknown;
    readonly code?: unknown;
    readonly detail?: unknown;
  } | null;
  const isProblem =
    problem?.status === status && typeof problem.code === 'string' && typeof problem.detail === 'string';
  return isProblem ? undefined : `an error of ${status} that is no problem document`;
}

function graphqlProblem(status: number, body: string): string | undefined {
  const answer = parsed(body) as { readonly errors?: readonly { extensions?: { code?: unknown } }[] } | null;
  if (answer === null) return 'no JSON';
  const codes = (answer.errors ?? []).map(({ extensions }) => extensions?.code);
  if (codes.includes('INTERNAL_SERVER_ERROR') || codes.includes('INTERNAL')) return 'an internal error';
  return status >= 400 && codes.length === 0 && !('code' in answer) ? `${status} without an error` : undefined;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}
