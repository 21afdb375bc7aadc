/** The category of an error; each interface (REST, GraphQL, CLI) maps it to its own status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'precondition'
  | 'unprocessable'
  | 'rate-limited'
  | 'unavailable'
  | 'no-space'
  | 'internal';

/** An invalid input value. */
export interface InputProblem {
  readonly parameter: string;
  readonly value: unknown;
  /** What is wrong and what is accepted, e.g. `is not a known value; did you mean 14k-gold?`. */
  readonly problem: string;
}

/**
 * An error that a caller can act on: a stable code, a message that says what to do, and details for machines. It knows
 * nothing about HTTP or GraphQL.
 */
export abstract class DomainError extends Error {
  /** The class name without `Error`, in upper snake case. */
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;

  constructor(
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Invalid input; every bad value is named. */
export class InvalidInputError extends DomainError {
  readonly code = 'INVALID_INPUT';
  readonly kind = 'invalid';

  constructor(readonly problems: readonly InputProblem[]) {
    super(problems.map(sentence).join('; '), { errors: problems });
  }
}

/** Most problems continue the name (`limit is …`); an unknown name comes with a suggestion. */
function sentence({ parameter, problem }: InputProblem): string {
  return problem.startsWith('unknown ') ? `${parameter}: ${problem}` : `${parameter} ${problem}`;
}

/** There is no such thing, or it is not public. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
  readonly kind = 'not-found';
}

/** No credentials, or unknown ones. */
export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED';
  readonly kind = 'unauthenticated';
}

/** Known credentials without the required permission. */
export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN';
  readonly kind = 'forbidden';
}

/** The request is valid, but conflicts with the current state. */
export class ConflictError extends DomainError {
  readonly code: string = 'CONFLICT';
  readonly kind = 'conflict';
}

/** A precondition of the caller (`If-Match`) no longer holds. */
export class PreconditionFailedError extends DomainError {
  readonly code: string = 'PRECONDITION_FAILED';
  readonly kind = 'precondition';
}

/** Input that is well-formed but cannot be processed; if there are several problems, each is named. */
export class UnprocessableError extends DomainError {
  readonly code: string = 'UNPROCESSABLE';
  readonly kind = 'unprocessable';

  constructor(message: string, problems: readonly InputProblem[] = [], options?: ErrorOptions) {
    super(message, problems.length > 0 ? { errors: problems } : {}, options);
  }
}

/** Too many requests from one client. */
export class RateLimitedError extends DomainError {
  readonly code = 'RATE_LIMITED';
  readonly kind = 'rate-limited';

  constructor(message: string, retryAfterSeconds: number) {
    super(message, { retryAfterSeconds });
  }
}

/**
 * The service, or a part of it, cannot respond now. A `retryAfterSeconds` of `null` means: not until someone
 * intervenes.
 */
export class UnavailableError extends DomainError {
  readonly code: string = 'UNAVAILABLE';
  readonly kind = 'unavailable';

  constructor(message: string, retryAfterSeconds: number | null = 2, options?: ErrorOptions) {
    super(message, { retryAfterSeconds }, options);
  }
}

/** The work was refused, or rolled back, because a disk is full; it cannot succeed until somebody frees space. */
export abstract class NoSpaceError extends DomainError {
  readonly kind = 'no-space';
}
