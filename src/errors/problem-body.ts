import type { Problem } from './problem.js';

/** The media type of RFC 9457. */
export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

const LONGEST_INSTANCE = 200;

/** The body of a rejected request: RFC 9457, with the envelope's `success`. */
export function problemBody(problem: Problem, url: string, requestId: string): Record<string, unknown> {
  const { retryAfterSeconds: _, ...told } = problem;
  return { success: false, ...told, instance: pathOf(url), requestId };
}

/** The matching headers. */
export function problemHeaders({ retryAfterSeconds, status }: Problem): Record<string, string> {
  return {
    'content-type': PROBLEM_JSON,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="admin"' } : {}),
  };
}

/** Only the path: a query may contain things that do not belong in responses and logs. */
function pathOf(url: string): string {
  return (url.split('?', 1)[0] ?? '').slice(0, LONGEST_INSTANCE);
}
