import { InvalidInputError, UnprocessableError } from '../errors/domain-error.js';

/**
 * Lets a call that destroys or switches through only where its body has the id of what it is about once more, as
 * `confirm`.
 */
export function requireConfirm(body: unknown, expected: string): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    if (body === undefined || body === null) throw notConfirmed(expected);
    throw new InvalidInputError([
      { parameter: 'body', value: body, problem: `is no object; send {"confirm": "${expected}"}` },
    ]);
  }
  if ((body as { readonly confirm?: unknown }).confirm !== expected) throw notConfirmed(expected);
}

function notConfirmed(expected: string): UnprocessableError {
  return new UnprocessableError(
    `This cannot be taken back; to confirm it, send {"confirm": "${expected}"} in the body`,
  );
}
