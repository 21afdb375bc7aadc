/** What kind of trouble an error is; each edge (REST, GraphQL, CLI) turns the kind into its own status. */
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

/** One bad input value. */
export interface InputProblem {
  readonly parameter: string;
  readonly value: unknown;
  /** What is wrong and what would do, e.g. `is no metal; the nearest is 14k-gold`. */
  readonly problem: string;
}

/**
 * An error that a caller can act upon: a stable code, a message that says what to do, and details for machines. It
 * knows nothing of HTTP or GraphQL.
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

/** Input that cannot be understood; every bad value is named. */
export class InvalidInputError extends DomainError {
  readonly code = 'INVALID_INPUT';
  readonly kind = 'invalid';

  constructor(readonly problems: readonly InputProblem[]) {
    super(problems.map(sentence).join('; '), { errors: problems });
  }
}

/** Most problems go on from the name (`limit is …`); an unknown name is told with what may be meant. */
function sentence({ parameter, problem }: InputProblem): string {
  return problem.startsWith('unknown ') ? `${parameter}: ${problem}` : `${parameter} ${problem}`;
}

/** There is no such thing, or it is not public. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
  readonly kind = 'not-found';
}

/** No credentials, or none that are known. */
export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED';
  readonly kind = 'unauthenticated';
}

/** Known credentials that do not reach that far. */
export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN';
  readonly kind = 'forbidden';
}

/** The request is right, but not in the state that things are in. */
export class ConflictError extends DomainError {
  readonly code: string = 'CONFLICT';
  readonly kind = 'conflict';
}

/** What the caller takes for granted (`If-Match`) is not so any more. */
export class PreconditionFailedError extends DomainError {
  readonly code: string = 'PRECONDITION_FAILED';
  readonly kind = 'precondition';
}

/** Input that can be understood but not be carried out; what is wrong is named, where it is more than one thing. */
export class UnprocessableError extends DomainError {
  readonly code: string = 'UNPROCESSABLE';
  readonly kind = 'unprocessable';

  constructor(message: string, problems: readonly InputProblem[] = [], options?: ErrorOptions) {
    super(message, problems.length > 0 ? { errors: problems } : {}, options);
  }
}

/** Too many requests from one place. */
export class RateLimitedError extends DomainError {
  readonly code = 'RATE_LIMITED';
  readonly kind = 'rate-limited';

  constructor(message: string, retryAfterSeconds: number) {
    super(message, { retryAfterSeconds });
  }
}

/** The service, or a part of it, can't answer now; `retryAfterSeconds` of `null`: not before someone acts. */
export class UnavailableError extends DomainError {
  readonly code: string = 'UNAVAILABLE';
  readonly kind = 'unavailable';

  constructor(message: string, retryAfterSeconds: number | null = 2, options?: ErrorOptions) {
    super(message, { retryAfterSeconds }, options);
  }
}

/**
 * The work was refused, or undone, since a disk has no room for it; it does not go through before somebody makes some.
 */
export abstract class NoSpaceError extends DomainError {
  readonly kind = 'no-space';
}
