import { ApiHeader, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ProductDetailDTO } from '../../catalog/dto/product-list.dto.js';
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

/** What problems mean for products. */
export const PRODUCT_PROBLEMS: Readonly<Record<number, string>> = {
  404: 'No such product',
  409: 'Not in the state that things are in, or the request with this Idempotency-Key is still under way (Retry-After)',
  412: 'The product is not what If-Match names any more',
  422:
    'Not confirmed, the Idempotency-Key was used for another request, or the stored document cannot be read as ' +
    'a product',
  503: 'The database takes no writes at the moment',
};

/** The body of a new product: the fields of a change, of which some are needed. */
export const NEW_PRODUCT = {
  allOf: [{ $ref: getSchemaPath(UpdateProductBody) }],
  type: 'object',
  required: ['name', 'category', 'pricing', 'materialSpecs'],
  properties: {
    pricing: { type: 'object', required: ['basePrice'] },
    materialSpecs: {
      type: 'object',
      required: ['metal'],
      properties: { metal: { type: 'object', required: ['type'] } },
    },
  },
};

/** The headers that every write takes. */
export const ApiWriteHeaders = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same request with the same key takes effect once within 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  });

/** The header that guards a change against lost updates. */
export const ApiIfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of the product as it was read, by either API, or *',
    schema: { type: 'string' },
  });

const text = { schema: { type: 'string' } };
/** What a written product is answered with. */
export const WRITE_HEADERS = {
  ETag: text,
  'Consistency-Token': {
    ...text,
    description: 'Sent back with a request to the catalog, any instance answers with this write',
  },
  'Idempotency-Replayed': { ...text, description: 'true where an earlier request with this key had done it' },
};
/** The same of a new one. */
export const CREATE_HEADERS = { ...WRITE_HEADERS, Location: text };
