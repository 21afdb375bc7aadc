import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, getSchemaPath } from '@nestjs/swagger';

import { MetaDto, PaginationDto } from '../catalog/api-docs.js';
import { ApiProblems } from '../http/problem-docs.js';
import { ProductListDTO } from '../catalog/dto/product-list.dto.js';
import { MAX_PAGE_REACH } from '../listing/listing-query.js';
import { OLD_MAX_LIMIT } from './contract.js';
import { CATEGORIES } from './vocabulary.js';

/** The path parameter of the category route. */
export const CATEGORY_PARAMETER = ApiParam({
  name: 'category',
  schema: { type: 'string', enum: Object.keys(CATEGORIES) },
});

const HEADERS = {
  Deprecation: { description: 'Since when the address is deprecated (RFC 9745)', schema: { type: 'string' } },
  Link: { description: 'The guide to the current contract', schema: { type: 'string' } },
  'X-Total-Count': { schema: { type: 'string' } },
  'X-Page-Count': { schema: { type: 'string' } },
};

/** An empty value counts as not given, as in the old API. */
const orEmpty = (schema: object): never => ({ oneOf: [schema, { type: 'string', enum: [''] }] }) as never;

/** Documents a route of the old API that is a listing. */
export const ApiOldListing = (summary: string, operationId: string, limit: number): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary,
      operationId,
      deprecated: true,
      description: 'For clients of the old API: see /docs/clients.',
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      description: `More than ${OLD_MAX_LIMIT} count as ${OLD_MAX_LIMIT}; by default ${limit}`,
      schema: orEmpty({ type: 'integer', minimum: 1, maximum: 999_999_999 }),
    }),
    ApiQuery({
      name: 'page',
      required: false,
      schema: orEmpty({ type: 'integer', minimum: 1, maximum: MAX_PAGE_REACH }),
    }),
    ApiResponse({
      status: 200,
      description: '',
      headers: HEADERS as never,
      schema: {
        type: 'object',
        required: ['success', 'data', 'pagination', 'meta'],
        properties: {
          success: { type: 'boolean', enum: [true] },
          data: { type: 'array', items: { $ref: getSchemaPath(ProductListDTO) } },
          pagination: { $ref: getSchemaPath(PaginationDto) },
          meta: { $ref: getSchemaPath(MetaDto) },
        },
      } as never,
    }),
    ApiResponse({ status: 304, description: 'The client already has this content' }),
    ApiProblems([400, 503], { 400: 'A problem, plus the old `error` object' }),
  );
