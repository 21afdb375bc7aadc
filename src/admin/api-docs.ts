import { applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
  getSchemaPath,
} from '@nestjs/swagger';

import { ProblemModel } from '../http/problem.model.js';
import type { Role } from '../config/api-key.js';

type Schema = Readonly<Record<string, unknown>>;

/** What problems mean, by status. */
const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'Input that cannot be understood; every bad value is named',
  401: 'No API key, or one that is not known',
  403: 'The key’s role does not reach that far',
  404: 'There is no such thing',
  409: 'Not in the state that things are in',
  413: 'The body is larger than 64 kB',
  415: 'The body is no JSON',
  422: 'The body does not confirm the id',
  429: 'Too many requests',
  431: 'Address and headers are longer than 64 kB',
  503: 'The database cannot be reached, or no admin keys are set',
  507: 'A disk has no room for it',
};

/** What a route of the admin API says of itself. */
export interface AdminRoute {
  readonly summary: string;
  readonly operationId: string;
  readonly role: Role;
  /** The schema of the answer's `data`. */
  readonly data: Schema;
  /** Members of the answer beside `data`. */
  readonly more?: Readonly<Record<string, Schema>>;
  readonly status?: number;
  /** The problems that it may answer besides those that every route may. */
  readonly problems?: readonly number[];
  /** What these problems mean here, where it is more than elsewhere. */
  readonly meanings?: Readonly<Record<number, string>>;
  readonly body?: Schema;
  /** Whether there has to be a body; by default where its schema requires something. */
  readonly bodyRequired?: boolean;
  /** Headers of a success. */
  readonly headers?: Readonly<Record<string, Schema>>;
}

/**
 * Describes a route of the admin API. Models that it names by `of` are made known by `@ApiExtraModels` at the
 * controller.
 */
export function ApiAdmin({
  summary,
  operationId,
  role,
  data,
  more = {},
  status = 200,
  problems = [],
  meanings = {},
  body,
  bodyRequired,
  headers,
}: AdminRoute): MethodDecorator {
  const schema = {
    type: 'object',
    required: ['success', 'data', ...Object.keys(more)],
    properties: { success: { type: 'boolean', enum: [true] }, data, ...more },
  };
  return applyDecorators(
    ApiOperation({ summary, operationId, description: `For the role ${role} and above.` }),
    ApiSecurity('admin-key'),
    ApiExtraModels(ProblemModel),
    ApiResponse({
      status,
      description: '',
      ...(headers === undefined ? {} : { headers: headers as never }),
      schema: schema as never,
    }),
    ...(body === undefined
      ? []
      : [ApiBody({ schema: body as never, required: bodyRequired ?? Object.hasOwn(body, 'required') })]),
    ...[400, 401, 403, 429, 431, 503, ...problems, ...(body === undefined ? [] : [413, 415])].map((code) =>
      problem(code, meanings[code]),
    ),
  );
}

/** A response that is an RFC 9457 problem. */
export function problem(status: number, meaning = PROBLEMS[status] ?? ''): MethodDecorator {
  return ApiResponse({
    status,
    description: meaning,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemModel) } } },
  });
}

/** The schema of a described class. */
export const of = (model: Type): Schema => ({ $ref: getSchemaPath(model) });

/** The schema of a list. */
export const listOf = (items: Schema): Schema => ({ type: 'array', items });

/** An object of which the interface promises no more. */
export const OBJECT: Schema = { type: 'object', additionalProperties: true };

/** The schema of a body that has to name what it destroys or switches. */
export function confirming(what: string, further: Readonly<Record<string, Schema>> = {}): Schema {
  return {
    type: 'object',
    required: ['confirm'],
    properties: { confirm: { type: 'string', description: `The id of the ${what}, once more` }, ...further },
    additionalProperties: false,
  };
}

/** A path parameter. */
export const pathParameter = (name: string, description: string): MethodDecorator =>
  ApiParam({ name, description, schema: { type: 'string', minLength: 1, maxLength: 512 } });

/** A query parameter that may be left out. */
export const query = (name: string, description: string, schema: Schema): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema: schema as never });
