import type { FuzzRequest } from './rest-requests.js';

/** The response. */
export interface FuzzAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly ms: number;
}

/** No response, right or wrong, may take longer. */
export const LONGEST_MS = 30_000;

/**
 * What is wrong with a response; `undefined` if nothing is. A rejection is fine; a fault is a 500, a late response, or
 * an error outside the error format.
 */
export function judgeAnswer(request: FuzzRequest, answer: FuzzAnswer): string | undefined {
  const { status, type, body, ms } = answer;
  const isGraphql = request.path.startsWith('/graphql');
  if (ms > LONGEST_MS) return `answered after ${Math.round(ms)} ms`;
  if (status >= 500 && !(status === 503 && /"(OVERLOADED|UNAVAILABLE|CATALOG_\w+)"/.test(body)))
    return `answered ${status}`;
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
