import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

import { AdminRoute, type AdminRouteOptions } from '../../admin/admin-route.js';
import { StoredProductDto } from './stored-product.dto.js';
import { WriteAnswerInterceptor } from './write-answer.interceptor.js';

/** The meanings of problems for products. */
export const PRODUCT_PROBLEMS: Readonly<Record<number, string>> = {
  404: 'No such product',
  409: 'Not possible in the current state, or the request with this Idempotency-Key is still running (Retry-After)',
  412: 'The product no longer matches If-Match',
  422:
    'Not confirmed, the Idempotency-Key was used for another request, or the stored document cannot be read as ' +
    'a product',
  503: 'The database does not accept writes at the moment',
};

const text = { schema: { type: 'string' } };
const WRITE_HEADERS = {
  ETag: text,
  'Consistency-Token': {
    ...text,
    description: 'Send it back with a request to the catalog, and the response from any instance includes this write',
  },
  'Idempotency-Replayed': { ...text, description: 'true if an earlier request with this key did it' },
};

/** How a write differs from the default, an update of a product. */
type WriteRoute = Pick<AdminRouteOptions, 'summary' | 'operationId' | 'body'> & {
  readonly kind?: 'create' | 'change' | 'delete';
  readonly data?: AdminRouteOptions['data'];
};

/** Marks a method as a write of products: for admins, guarded by `If-Match`, idempotent with an `Idempotency-Key`. */
export function ProductWriteRoute({ kind = 'change', data = StoredProductDto, ...route }: WriteRoute): MethodDecorator {
  const { ETag: _, ...withoutTag } = WRITE_HEADERS;
  const headers = {
    create: { ...WRITE_HEADERS, Location: text },
    change: WRITE_HEADERS,
    delete: withoutTag,
  }[kind];
  return applyDecorators(
    AdminRoute({
      ...route,
      role: 'admin',
      data,
      meanings: PRODUCT_PROBLEMS,
      headers,
      status: kind === 'create' ? 201 : 200,
      problems: kind === 'create' ? [409, 422] : [404, 409, 412, 422],
    }),
    // Runs inside the envelope that AdminRoute adds to the response.
    UseInterceptors(WriteAnswerInterceptor),
    ApiIdempotencyKey(),
    ...(kind === 'create' ? [] : [ApiIfMatch()]),
  );
}

const ApiIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same request with the same key takes effect once within 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  });

/** `*`, or a list of entity tags (RFC 9110, 13.1.1). */
const IF_MATCH = '^(?:\\*|(?:W/)?"[\\x21\\x23-\\x7e]*"(?: *, *(?:W/)?"[\\x21\\x23-\\x7e]*")*)$';

const ApiIfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of the product when it was read, from either API, or *',
    schema: { type: 'string', maxLength: 4_000, pattern: IF_MATCH, example: '*' },
  });
