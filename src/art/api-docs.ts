import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse } from '@nestjs/swagger';

import { ApiProblems } from '../http/problem-docs.js';

const NAME =
  'The product’s id and `.svg`. With the hash of what is drawn between them (`<id>-<hash>.svg`, as this ' +
  'service’s own pages name it) the answer may be kept for ever; without it, or with another, it is the present ' +
  'picture and may be kept for a minute.';

const file = ApiParam({
  name: 'file',
  description: NAME,
  schema: { type: 'string', minLength: 5, example: 'prod_1726304460_001.svg' },
});

function answers(missing: string): MethodDecorator {
  return applyDecorators(
    ApiProduces('image/svg+xml'),
    ApiResponse({
      status: 200,
      description: 'The picture, 200 by 200, on a transparent background',
      content: { 'image/svg+xml': { schema: { type: 'string' } } },
    }),
    ApiResponse({ status: 304, description: 'The client already has this picture' }),
    ApiProblems([404, 503], { 404: missing, 503: 'The catalog has not been read yet' }),
  );
}

export const ApiPicture = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      summary: 'Show a product',
      operationId: 'getPicture',
      description:
        'A picture drawn from the product’s data: its kind, metal, finish, and stone. The same product always has ' +
        'the same picture.',
    }),
    file,
    answers('No such public product'),
  );

export const ApiPictureView = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary: 'Draw a close-up of a product’s stone or metal', operationId: 'getPictureView' }),
    ApiParam({ name: 'view', description: 'What to show', schema: { type: 'string', enum: ['stone', 'metal'] } }),
    file,
    answers('No such public product, or it has no stone'),
  );
