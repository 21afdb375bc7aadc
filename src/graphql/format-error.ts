import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { DomainError } from '../errors/domain-error.js';
import { toProblem } from '../errors/problem.js';

/** The code of an error without one of its own. */
const INTERNAL = 'INTERNAL_SERVER_ERROR';

/** GraphQL repeats an invalid value in its messages, however long it is. */
const LONGEST_MESSAGE = 500;

/** The internal cause, if an error is neither one of the service's own nor the client's fault. */
export function causeOf(error: GraphQLError): unknown {
  const original = unwrapResolverError(error);
  const isGraphqlsOwn = original === error && (error.extensions.code ?? INTERNAL) !== INTERNAL;
  return isGraphqlsOwn || original instanceof DomainError || toProblem(original).status < 500 ? undefined : original;
}

/**
 * GraphQL errors as clients see them: the service's own with their problem (the same as REST's), GraphQL's own (a
 * syntax error, an unknown field) unchanged, anything else without internal details.
 */
export function formatGraphqlError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  const isGraphqlsOwn = original === error && formatted.extensions?.code !== INTERNAL;
  if (isGraphqlsOwn) return { ...formatted, message: shortened(formatted.message) };
  const problem = toProblem(original);
  const { locations, path } = formatted;
  return {
    message: problem.detail,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    // The code that GraphQL clients know for a failure of the service.
    extensions: { code: problem.status === 500 ? INTERNAL : problem.code, problem },
  };
}

function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}
