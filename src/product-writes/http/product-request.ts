import { createHash } from 'node:crypto';

import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { auditSource } from '../../admin/audit-actor.js';
import { InvalidInputError } from '../../errors/domain-error.js';
import { shownValue } from '../../http/input/wording.js';
import { parseIfMatch } from '../entity-tag.js';
import type { ChangeOptions } from '../product-writer.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Handler argument: the options of a write besides its content, from `If-Match` and `Idempotency-Key`. An idempotency
 * key is scoped to API key, method and address, so nobody receives another client's response.
 */
export const WriteOptionsOf = createParamDecorator((_: unknown, context: ExecutionContext): ChangeOptions => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const ifMatch = parseIfMatch(request.headers['if-match']);
  const key = request.headers['idempotency-key'];
  if (key === undefined) return { ifMatch };
  if (typeof key !== 'string' || !KEY.test(key))
    throw new InvalidInputError([
      {
        parameter: 'Idempotency-Key',
        value: shownValue(String(key)),
        problem: 'must be 1 to 255 visible ASCII characters, such as a UUID',
      },
    ]);
  const { actor } = auditSource(request);
  const path = request.url.split('?', 1)[0];
  const content = [request.body ?? null, ifMatch ?? null];
  return {
    ifMatch,
    identity: { id: hash([actor.name, request.method, path, key]), contentHash: hash(content) },
  };
});

/** Rejects an update without fields. */
@Injectable()
export class SomeFieldPipe<T extends object> implements PipeTransform<T, T> {
  transform(body: T): T {
    if (Object.values(body).every((value) => value === undefined))
      throw new InvalidInputError([
        { parameter: 'body', value: '{}', problem: 'must have at least one field to change' },
      ]);
    return body;
  }
}

function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
