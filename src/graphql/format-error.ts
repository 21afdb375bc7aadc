import { unwrapResolverError } from '@apollo/server/errors';
import { Logger } from '@nestjs/common';
import type { GraphQLFormattedError } from 'graphql';
import { DomainError } from '../errors/domain-error.js';
import { toProblem } from '../errors/problem.js';

const logger = new Logger('GraphQL');

/** GraphQL repeats a wrong value in its messages, however long it is. */
const LONGEST_MESSAGE = 500;

/**
 * GraphQL errors as callers see them: the service's own with their problem (the same as REST's), GraphQL's own (a
 * syntax error, an unknown field) as they are, anything else without what happened inside.
 */
export function formatGraphqlError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  const isGraphqlsOwn = original === error && formatted.extensions?.code !== 'INTERNAL_SERVER_ERROR';
  if (isGraphqlsOwn) return { ...formatted, message: shortened(formatted.message) };
  const problem = toProblem(original);
  if (!(original instanceof DomainError) && problem.status >= 500) logger.error(original);
  const { locations, path } = formatted;
  return {
    message: problem.detail,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    // The name that GraphQL clients know for a failure of the service.
    extensions: { code: problem.status === 500 ? 'INTERNAL_SERVER_ERROR' : problem.code, problem },
  };
}

function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}
