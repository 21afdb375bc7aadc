import { unwrapResolverError } from '@apollo/server/errors';
import { Logger } from '@nestjs/common';
import type { GraphQLFormattedError } from 'graphql';
import { DomainError } from '../errors/domain-error.js';
import { toProblem } from '../errors/problem.js';

const logger = new Logger('GraphQL');

/**
 * GraphQL errors as callers see them: the service's own with their problem (the same as REST's), GraphQL's own (a syntax
 * error, an unknown field) as they are, anything else without what happened inside.
 */
export function formatGraphqlError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  const isGraphqlsOwn = original === error && formatted.extensions?.code !== 'INTERNAL_SERVER_ERROR';
  if (isGraphqlsOwn) return formatted;
  const problem = toProblem(original);
  if (!(original instanceof DomainError) && problem.status >= 500) logger.error(original);
  const { locations, path } = formatted;
  return {
    message: problem.detail,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions: { code: problem.code, problem },
  };
}
