import type { Problem } from '../errors/problem.js';
import { OLD_VERSION } from './meta.js';

/** The parts of a problem document from which the old error is built. */
type ProblemBody = Pick<Problem, 'code' | 'detail' | 'errors'> & { readonly requestId?: string };

/** The members of an error that clients of the old API read; they are added to those of the problem document. */
export function oldError(
  { code, detail, errors = [], requestId }: ProblemBody,
  now: Date,
): Readonly<Record<string, unknown>> {
  return {
    error: {
      code,
      message: detail,
      details: errors.map(({ parameter, problem }) => ({
        field: parameter,
        message: problem,
        code: problem.startsWith('unknown ') ? 'UNKNOWN_PARAMETER' : 'INVALID_VALUE',
      })),
    },
    meta: { timestamp: now.toISOString(), requestId, version: OLD_VERSION },
  };
}

/** A problem document with the old members added; anything else unchanged. */
export function withOldError(json: string, now: Date): string {
  try {
    const body: unknown = JSON.parse(json);
    const isProblem = typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
    return isProblem ? JSON.stringify({ ...body, ...oldError(body as ProblemBody, now) }) : json;
  } catch {
    return json;
  }
}
