import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiHeader, ApiOperation, ApiParam, ApiProperty, ApiResponse, ApiSecurity, getSchemaPath } from '@nestjs/swagger';
import { ProblemModel } from '../catalog/api-docs.js';
import { ProductDetailDTO } from '../catalog/dto/product-list.dto.js';
import type { Role } from '../config/api-key.js';
import { UpdateProductBody } from './product-body.dto.js';

/** One reason why the mapping refuses a document, for the OpenAPI document. */
export class FindingModel {
  @ApiProperty({ example: 'pricing.basePrice' }) path!: string;
  @ApiProperty() problem!: string;
}

/** A stored product, for the OpenAPI document. */
export class StoredProductModel {
  @ApiProperty() _id!: string;
  @ApiProperty({ enum: ['product', 'failing', 'unrecognised'] }) state!: string;
  @ApiProperty({ type: 'integer', nullable: true }) storedVersion!: number | null;
  @ApiProperty({ type: 'integer', nullable: true }) revision!: number | null;
  @ApiProperty({ type: String, nullable: true }) status!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'What If-Match takes' }) etag!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) createdAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) updatedAt!: string | null;
  @ApiProperty({ type: () => ProductDetailDTO, nullable: true }) product!: ProductDetailDTO | null;
  @ApiProperty({ type: [FindingModel] }) findings!: FindingModel[];
}

/** What is left of a deleted product, for the OpenAPI document. */
export class DeletedProductModel {
  @ApiProperty() _id!: string;
  @ApiProperty({ enum: [true] }) deleted!: true;
  @ApiProperty({ type: 'integer' }) revision!: number;
}

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'Input that cannot be understood; every bad value is named',
  401: 'No API key, or one that is not known',
  403: 'The key’s role does not reach that far',
  404: 'No such product',
  409: 'Not in the state that things are in, or the request with this Idempotency-Key is still under way (Retry-After)',
  412: 'The product is not what If-Match names any more',
  413: 'The body is larger than 64 kB',
  415: 'The body is no JSON',
  422: 'Not confirmed, the Idempotency-Key was used for another request, or the stored document cannot be read as a product',
  429: 'Too many requests',
  503: 'The database takes no writes at the moment',
};

/** What a route says of itself. */
export interface RouteDocs {
  readonly summary: string;
  readonly operationId: string;
  readonly role: Role;
  readonly data: object;
  readonly status?: number;
  readonly problems?: readonly number[];
  readonly body?: { readonly type: new () => object } | { readonly schema: object };
  /** Headers of a success. */
  readonly headers?: Readonly<Record<string, object>>;
}

/** Describes a route of the admin API. */
export function ApiAdminRoute({ summary, operationId, role, data, status = 200, problems = [], body, headers = {} }: RouteDocs): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary, operationId, description: `For the role ${role} and above.` }),
    ApiSecurity('admin-key'),
    ApiExtraModels(ProblemModel, UpdateProductBody, StoredProductModel, DeletedProductModel, ProductDetailDTO),
    ApiResponse({ status, description: '', headers: headers as never, schema: { type: 'object', required: ['success', 'data'], properties: { success: { type: 'boolean', enum: [true] }, data } } as never }),
    ...(body === undefined ? [] : [ApiBody({ ...body, required: true } as never)]),
    ...[400, 401, 403, 429, 503, ...problems, ...(body === undefined ? [] : [413, 415])].map((code) =>
      ApiResponse({ status: code, description: PROBLEMS[code] ?? '', content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemModel) } } } })),
  );
}

/** The schema of a described class. */
export const schemaOf = (model: new () => object): object => ({ $ref: getSchemaPath(model) });

/** The body of a new product: the fields of a change, of which some are needed. */
export const NEW_PRODUCT = {
  schema: {
    allOf: [{ $ref: getSchemaPath(UpdateProductBody) }],
    type: 'object',
    required: ['name', 'category', 'pricing', 'materialSpecs'],
    properties: {
      pricing: { type: 'object', required: ['basePrice'] },
      materialSpecs: { type: 'object', required: ['metal'], properties: { metal: { type: 'object', required: ['type'] } } },
    },
  },
};

/** The headers that every write takes. */
export const ApiWriteHeaders = (): MethodDecorator => ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same request with the same key takes effect once within 24 hours', schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' } });

/** The header that guards a change against lost updates. */
export const ApiIfMatch = (): MethodDecorator => ApiHeader({ name: 'If-Match', required: false, description: 'The ETag of the product as it was read, by either API, or *', schema: { type: 'string' } });

/** The product's id. */
export const ApiProductId = (): MethodDecorator => ApiParam({ name: 'id', description: 'The product’s id', schema: { type: 'string', minLength: 1, maxLength: 512 } });

const text = { schema: { type: 'string' } };
/** What a written product is answered with. */
export const WRITE_HEADERS = { 'ETag': text, 'Idempotency-Replayed': { ...text, description: 'true where an earlier request with this key had done it' } };
/** The same of a new one. */
export const CREATE_HEADERS = { ...WRITE_HEADERS, Location: text };
