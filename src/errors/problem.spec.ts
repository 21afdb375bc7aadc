import { describe, expect, it } from '@jest/globals';
import { BadRequestException, HttpException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { MongoNetworkError, MongoServerError } from 'mongodb';

import { BackupSpaceError } from '../backup/backup-errors.js';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  PreconditionFailedError,
  RateLimitedError,
  UnauthenticatedError,
  UnavailableError,
  UnprocessableError,
} from './domain-error.js';
import { describeUnauthorized } from './mongo-unauthorized.js';
import { toProblem } from './problem.js';

const server = (code: number): MongoServerError => new MongoServerError({ message: 'from db-7.internal', code });
const named = (name: string): Error => Object.assign(new Error('connect 10.0.0.7:27017'), { name });
const fastify = (statusCode: number, code: string): Error =>
  Object.assign(new Error('raw text of the framework'), { statusCode, code });
const ofSocket = (code: string): object => ({ code, syscall: 'write' });
const input = [{ parameter: 'metal', value: 'tin', problem: 'is no metal' }];

describe('toProblem', () => {
  it.each([
    {
      title: 'bad input',
      error: new InvalidInputError(input),
      expected: { status: 400, code: 'INVALID_INPUT', detail: 'metal is no metal', errors: input },
    },
    {
      title: 'no key',
      error: new UnauthenticatedError('Show a key'),
      expected: { status: 401, code: 'UNAUTHENTICATED', detail: 'Show a key' },
    },
    { title: 'too low a role', error: new ForbiddenError('Needs admin'), expected: { status: 403, code: 'FORBIDDEN' } },
    {
      title: 'a missing thing',
      error: new NotFoundError('No ring-1'),
      expected: { status: 404, code: 'NOT_FOUND', type: 'urn:problem:catalog:not-found', title: 'Not Found' },
    },
    { title: 'a conflict', error: new ConflictError('One is running'), expected: { status: 409, code: 'CONFLICT' } },
    {
      title: 'a failed precondition',
      error: new PreconditionFailedError('It was changed'),
      expected: { status: 412, code: 'PRECONDITION_FAILED' },
    },
    {
      title: 'what cannot be carried out',
      error: new UnprocessableError('No metal', input),
      expected: { status: 422, code: 'UNPROCESSABLE', errors: input },
    },
    {
      title: 'too many requests',
      error: new RateLimitedError('Wait', 7),
      expected: { status: 429, code: 'RATE_LIMITED', retryAfterSeconds: 7 },
    },
    {
      title: 'a part that is away',
      error: new UnavailableError('Not built yet'),
      expected: { status: 503, detail: 'Not built yet', retryAfterSeconds: 2 },
    },
    {
      title: 'a full disk',
      error: new BackupSpaceError('Make room'),
      expected: { status: 507, code: 'BACKUP_SPACE_MISSING', detail: 'Make room', title: 'Insufficient Storage' },
    },
    {
      title: 'a refusal of Nest',
      error: new NotFoundException('No such thing'),
      expected: { status: 404, detail: 'No such thing' },
    },
    {
      title: "Nest's validation",
      error: new BadRequestException(['a is bad', 'b is bad']),
      expected: { status: 400, detail: 'a is bad; b is bad' },
    },
    {
      title: 'too large a body',
      error: fastify(413, 'FST_ERR_CTP_BODY_TOO_LARGE'),
      expected: { status: 413, code: 'PAYLOAD_TOO_LARGE', detail: 'The body is larger than 64 kB' },
    },
    {
      title: 'a kind of body that is not taken',
      error: fastify(415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'),
      expected: { status: 415, detail: 'Send the body as application/json' },
    },
    {
      title: 'the same, wrapped by Nest',
      error: new HttpException('Unsupported Media Type', 415, {
        cause: fastify(415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'),
      }),
      expected: { status: 415, detail: 'Send the body as application/json' },
    },
    {
      title: 'a cause that has no remedy',
      error: new HttpException('Not this', 400, { cause: fastify(400, 'toString') }),
      expected: { status: 400, detail: 'Not this' },
    },
    {
      title: 'another refusal of the server',
      error: fastify(400, 'OTHER'),
      expected: { status: 400, detail: 'raw text of the framework' },
    },
  ])('tells of $title', ({ error, expected }) => {
    expect(toProblem(error)).toMatchObject(expected);
  });

  it.each([
    { title: 'server selection', error: named('MongoServerSelectionError') },
    { title: 'the pool queue', error: named('MongoWaitQueueTimeoutError') },
    { title: 'a cleared pool', error: named('MongoPoolClearedError') },
    { title: 'the network', error: new MongoNetworkError('read ECONNRESET 10.0.0.7') },
    { title: 'a reset socket', error: Object.assign(new Error('write ECONNRESET'), ofSocket('ECONNRESET')) },
    { title: 'a closed socket', error: Object.assign(new Error('write EPIPE'), ofSocket('EPIPE')) },
    { title: 'a step-down', error: server(189) },
    { title: 'a server that is no primary any more', error: server(10_107) },
    { title: 'a shutdown', error: server(11_600) },
    { title: 'the time limit', error: server(50) },
  ])('answers trouble with the database ($title) with 503 and without addresses', ({ error }) => {
    const problem = toProblem(error);

    expect(problem).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 2 });
    expect(JSON.stringify(problem)).not.toMatch(/10\.0\.0\.7|internal/);
  });

  it('answers a missing privilege with 503, without details of the command', () => {
    const error = new MongoServerError({
      message: 'not authorized on shop to execute command { insert: "catalog_audit", documents: [ { secret: 1 } ] }',
      code: 13,
    });

    expect(toProblem(error)).toMatchObject({
      status: 503,
      code: 'DATABASE_UNAUTHORIZED',
      detail: expect.stringContaining('the log has the details'),
    });
    expect(describeUnauthorized(error)).toBe(
      "The service's database user is not allowed insert on shop.catalog_audit: run `catalog validate` to see " +
        'which privilege is missing; docs/operations.md says how to grant it',
    );
    expect(
      describeUnauthorized(new MongoServerError({ message: 'command find requires authentication', code: 13 })),
    ).toContain('is not allowed this: ');
  });

  it.each([
    { title: 'an error', error: new TypeError('secret') },
    { title: 'a database error of ours', error: server(2) },
    { title: 'a 500 of Nest', error: new InternalServerErrorException('secret') },
    { title: 'a 500 of the server', error: fastify(500, 'FST_ERR') },
    { title: 'a text', error: 'secret' },
    { title: 'nothing', error: undefined },
  ])('says nothing of the inside for $title', ({ error }) => {
    const problem = toProblem(error);

    expect(problem).toMatchObject({ status: 500, title: 'Internal Server Error' });
    expect(problem.detail).toBe('Internal error; find it in the log by its request id');
  });

  it('sets no Retry-After if only a setting would help', () => {
    expect(toProblem(new UnavailableError('Set ADMIN_API_KEYS', null))).not.toHaveProperty('retryAfterSeconds');
  });
});
