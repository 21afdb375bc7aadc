import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { DomainError } from '../errors/domain-error.js';
import { toProblem } from '../errors/problem.js';

/** The code of an error that nobody gave one. */
const INTERNAL = 'INTERNAL_SERVER_ERROR';

/** GraphQL repeats a wrong value in its messages, however long it is. */
const LONGEST_MESSAGE = 500;

/** What went wrong inside, where an error is neither one of the service's own nor the caller's. */
export function causeOf(error: GraphQLError): unknown {
  const original = unwrapResolverError(error);
  const isGraphqlsOwn = original === error && (error.extensions.code ?? INTERNAL) !== INTERNAL;
  return isGraphqlsOwn || original instanceof DomainError || toProblem(original).status < 500 ? undefined : original;
}

/**
 * GraphQL errors as callers see them: the service's own with their problem (the same as REST's), GraphQL's own (a
 * syntax error, an unknown field) as they are, anything else without what happened inside.
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
    // The name that GraphQL clients know for a failure of the service.
    extensions: { code: problem.status === 500 ? INTERNAL : problem.code, problem },
  };
}

function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}
