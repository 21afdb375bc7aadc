import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { InvalidInputError, NotFoundError } from '../errors/domain-error.js';
import { formatGraphqlError } from './format-error.js';

/** An error of a resolver as Apollo passes it on: wrapped, with the original message and stack. */
function ofResolver(
  original: Error,
): [formatted: { message: string; path: string[]; extensions: Record<string, unknown> }, error: GraphQLError] {
  const error = new GraphQLError(original.message, { path: ['products'], originalError: original });
  return [{ message: original.message, path: ['products'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }, error];
}

describe('formatGraphqlError', () => {
  it('gives an error of the service its code and the problem that REST answers', () => {
    const problems = [{ parameter: 'first', value: 0, problem: 'is no whole number' }];
    expect(formatGraphqlError(...ofResolver(new InvalidInputError(problems)))).toEqual({
      message: 'first is no whole number',
      path: ['products'],
      extensions: {
        code: 'INVALID_INPUT',
        problem: expect.objectContaining({ status: 400, type: 'urn:problem:catalog:invalid-input', errors: problems }),
      },
    });
    expect(formatGraphqlError(...ofResolver(new NotFoundError('gone'))).extensions).toMatchObject({
      code: 'NOT_FOUND',
      problem: { status: 404 },
    });
  });

  it('says what to do if the database is down, without its address', () => {
    const error = Object.assign(new Error('connect 10.0.0.7:27017'), { name: 'MongoServerSelectionError' });
    const formatted = formatGraphqlError(...ofResolver(error));
    expect(formatted.extensions).toMatchObject({ code: 'DATABASE_UNAVAILABLE', problem: { status: 503 } });
    expect(JSON.stringify(formatted)).not.toContain('10.0.0.7');
  });

  it('reveals no internals for any other error', () => {
    const formatted = formatGraphqlError(...ofResolver(new TypeError('secret is not a function')));
    expect(formatted.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(formatted)).not.toContain('secret');
  });

  it('leaves errors of GraphQL as they are, but for their length', () => {
    const error = new GraphQLError(`Variable got "${'a'.repeat(60_000)}"`, { extensions: { code: 'BAD_USER_INPUT' } });
    const { message, extensions } = formatGraphqlError(
      { message: error.message, extensions: { code: 'BAD_USER_INPUT' } },
      error,
    );
    expect({ length: message.length, extensions }).toEqual({ length: 501, extensions: { code: 'BAD_USER_INPUT' } });
  });
});
