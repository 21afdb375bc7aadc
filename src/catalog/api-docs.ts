import { ApiProblems } from '../http/problem-docs.js';
import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiPropertyOptional,
  ApiQuery,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { FILTERS, FLAG_FILTERS, MAX_FILTER_VALUES, MAX_IDS, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import { DEFAULT_LIMIT, MAX_LIMIT, MAX_PAGE_REACH, MAX_QUERY_LENGTH } from '../listing/listing-query.js';
import { SORTS } from '../listing/sort-orders.js';
import { Facet } from './dto/facet.dto.js';
import { ProductDetailDTO, ProductListDTO } from './dto/product-list.dto.js';
import { PRODUCT_FIELDS } from './sparse-fields.js';

/** The position of a page in its listing, for the OpenAPI document. */
export class PaginationDto {
  /** Absent for cursor pagination. */
  @ApiPropertyOptional({ minimum: 1 }) page?: number;
  @ApiProperty({ minimum: 1, maximum: MAX_LIMIT }) limit!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'null with count=none' }) total!: number | null;
  @ApiPropertyOptional() totalPages?: number;
  @ApiProperty({ type: String, nullable: true }) nextCursor!: string | null;
  @ApiProperty({ type: String, nullable: true }) prevCursor!: string | null;
}

/** The metadata of every response, for the OpenAPI document. */
export class MetaDto {
  @ApiProperty() requestId!: string;
  @ApiProperty({ description: 'Milliseconds' }) took!: number;
  @ApiPropertyOptional({ description: 'The full-text query as interpreted, if its spelling was corrected' })
  correctedQuery?: string;
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only while the database is unreachable: when the content was last known to be current',
  })
  asOf?: string;
}

interface Schema {
  readonly type?: string;
  readonly [key: string]: unknown;
}

const list = (of: Schema, most: number): Schema => ({ type: 'array', items: of, minItems: 1, maxItems: most });
const text: Schema = { type: 'string', minLength: 1, maxLength: 200 };

function query(name: string, description: string, schema: Schema, style?: 'form'): MethodDecorator {
  const form = style === undefined ? {} : { style, explode: true };
  return ApiQuery({ name, required: false, description, schema: schema as never, ...form });
}

/** The schema of one value of a filter over named values. */
function wordOf(key: string, values: readonly string[] | undefined): Schema {
  if (values !== undefined) return { type: 'string', enum: [...values] };
  return key === 'currency' ? { type: 'string', pattern: '^[A-Za-z]{3}$' } : text;
}

function filterQueries(): MethodDecorator[] {
  const bound = { type: 'string', pattern: '^\\d{1,12}(\\.\\d{1,6})?$' };
  const facet = { type: 'string', enum: ['true', 'false', ...FILTERS.map(({ key }) => key)] };
  const fullText = { type: 'string', minLength: 1, maxLength: MAX_QUERY_LENGTH };
  return [
    ...TERMS_FILTERS.map(({ key, label, values }) => {
      const description = `${label}: alternatives, comma-separated or repeated`;
      return query(key, description, list(wordOf(key, values), MAX_FILTER_VALUES), 'form');
    }),
    query('tagsMode', 'Whether any or all of the tags are required', {
      type: 'string',
      enum: ['any', 'all'],
      default: 'any',
    }),
    ...RANGE_FILTERS.flatMap(({ key, label }) =>
      ['Min', 'Max'].map((end) => query(`${key}${end}`, `${label}, inclusive bound`, bound)),
    ),
    ...FLAG_FILTERS.map(({ key, label }) => query(key, label, { type: 'string', enum: ['true', 'false'] })),
    query('q', 'Full text: every word must match; tolerates misspellings', fullText),
    query('ids', 'These products, in this order', list(text, MAX_IDS), 'form'),
    query('slugs', 'The products with these slugs, in this order', list(text, MAX_IDS), 'form'),
    query('facets', 'true, false, or the facets to count', list(facet, FILTERS.length), 'form'),
  ];
}

function listingQueries(): MethodDecorator[] {
  return [
    query('sort', 'Order; relevance needs q', { type: 'string', enum: [...SORTS] }),
    query('limit', 'Products a page', { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT }),
    query('page', `Page number; page × limit is at most ${MAX_PAGE_REACH}`, {
      type: 'integer',
      minimum: 1,
      maximum: MAX_PAGE_REACH,
    }),
    query('cursor', 'nextCursor or prevCursor from a response with the same filter and sort', {
      type: 'string',
      minLength: 1,
      maxLength: 2000,
    }),
    query('count', 'Whether to count the total', { type: 'string', enum: ['exact', 'none'], default: 'exact' }),
    ApiQuery({
      name: 'fields',
      required: false,
      description: 'Only these fields; _id is always included',
      style: 'form',
      explode: true,
      schema: list({ type: 'string', enum: [...PRODUCT_FIELDS] }, PRODUCT_FIELDS.length) as never,
    }),
  ];
}

function answer(data: object, more: Readonly<Record<string, object>> = {}): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ProductListDTO, ProductDetailDTO, Facet, PaginationDto, MetaDto),
    ApiOkResponse({
      headers: { ETag: { schema: { type: 'string' } }, 'Cache-Control': { schema: { type: 'string' } } },
      schema: {
        type: 'object',
        required: ['success', 'data', 'meta'],
        properties: {
          success: { type: 'boolean', enum: [true] },
          data,
          ...more,
          meta: { $ref: getSchemaPath(MetaDto) },
        },
      } as never,
    }),
    ApiResponse({ status: 304, description: 'The client already has this content' }),
    ApiProblems([400, 503]),
  );
}

const products = { type: 'array', items: { $ref: getSchemaPath(ProductListDTO) } };
const idOrSlug = ApiParam({
  name: 'idOrSlug',
  description: 'The product’s id or slug',
  schema: { type: 'string', minLength: 1, maxLength: 512, example: 'first-light-solitaire' },
});

export const ApiListing = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'List products', operationId: 'listProducts' }),
    ...filterQueries(),
    ...listingQueries(),
    answer(
      {
        type: 'array',
        items: {
          type: 'object',
          description: 'A ProductListDTO, reduced to the requested fields if fields is given',
          required: ['_id'],
          properties: { _id: { type: 'string' } },
        },
      },
      {
        pagination: { $ref: getSchemaPath(PaginationDto) },
        facets: { type: 'array', items: { $ref: getSchemaPath(Facet) } },
      },
    ),
  );
export const ApiProduct = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'Open a product', operationId: 'getProduct' }),
    idOrSlug,
    answer({ $ref: getSchemaPath(ProductDetailDTO) }),
    ApiProblems([404], { 404: 'No such public product' }),
  );
export const ApiRelated = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'Similar products', operationId: 'relatedProducts' }),
    idOrSlug,
    answer(products),
    ApiProblems([404], { 404: 'No such public product' }),
  );
export const ApiSuggest = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'Suggestions while typing', operationId: 'suggest' }),
    answer({
      type: 'array',
      items: {
        type: 'object',
        required: ['kind', 'text', 'query'],
        properties: {
          kind: { type: 'string' },
          text: { type: 'string' },
          query: { type: 'string' },
          id: { type: 'string' },
          count: { type: 'integer' },
        },
      },
    }),
  );
export const ApiFacets = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'Count facets alone', operationId: 'listFacets' }),
    ...filterQueries(),
    answer({
      type: 'object',
      required: ['total', 'facets'],
      properties: { total: { type: 'integer' }, facets: { type: 'array', items: { $ref: getSchemaPath(Facet) } } },
    }),
  );
export const ApiFilters = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'The vocabulary of filters', operationId: 'listFilters' }),
    answer({
      type: 'object',
      required: ['filters', 'sorts'],
      properties: {
        filters: { type: 'array', items: { type: 'object' } },
        sorts: { type: 'array', items: { type: 'string' } },
      },
    }),
  );
