import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { InvalidInputError } from '../../errors/domain-error.js';
import { parseIfMatch } from '../entity-tag.js';
import type { ProductFields } from '../product-fields.js';
import type { ChangeOptions } from '../product-writer.js';
import { auditSource } from '../../admin/audit-actor.js';
import type { UpdateProductBody } from './product-body.dto.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * What a request asks of a write besides its content: `If-Match` and `Idempotency-Key`. A key belongs to its API key,
 * method and address, so nobody gets another's answer.
 */
export function changeOptionsOf(request: FastifyRequest, body: unknown): ChangeOptions {
  const ifMatch = parseIfMatch(request.headers['if-match']);
  const key = request.headers['idempotency-key'];
  if (key === undefined) return { ifMatch };
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new InvalidInputError([
      {
        parameter: 'Idempotency-Key',
        value: String(key).slice(0, 80),
        problem: 'is no key; use 1 to 255 visible ASCII characters, e.g. a UUID',
      },
    ]);
  }
  const { actor } = auditSource(request);
  const path = request.url.split('?', 1)[0];
  return {
    ifMatch,
    identity: { id: hash([actor.name, request.method, path, key]), contentHash: hash([body ?? null, ifMatch ?? null]) },
  };
}

/** The fields of a new product; says which of the needed ones are missing. */
export function newFields(body: UpdateProductBody): ProductFields {
  const needed: readonly (readonly [path: string, value: unknown, example: string])[] = [
    ['name', body.name, '"Orbit ring"'],
    ['category', body.category, '"rings"'],
    ['pricing.basePrice', body.pricing?.basePrice, '1290'],
    ['materialSpecs.metal.type', body.materialSpecs?.metal?.type, '"14k-gold"'],
  ];
  const problems = needed
    .filter(([, value]) => value === undefined)
    .map(([parameter, value, example]) => ({
      parameter,
      value,
      problem: `is missing; a product needs it, e.g. ${example}`,
    }));
  if (problems.length > 0) throw new InvalidInputError(problems);
  return body;
}

/** The fields that a PATCH changes; none at all is a mistake. */
export function changedFields(body: UpdateProductBody): ProductFields {
  const isEmpty = Object.values(body).every((value) => value === undefined);
  if (isEmpty) throw new InvalidInputError([{ parameter: 'body', value: '{}', problem: 'has no field to change' }]);
  return body;
}

function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
