import { applyDecorators, HttpCode, type Type, UseInterceptors } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiSecurity,
  getSchemaPath,
} from '@nestjs/swagger';

import type { Role } from '../config/api-key.js';
import { DeclaredInputInterceptor } from '../http/input/declared-input.interceptor.js';
import { ApiProblems } from '../http/problem-docs.js';
import type { Schema } from './api-schema.js';
import { EnvelopeInterceptor } from './envelope.interceptor.js';
import { RequireRole } from './require-role.decorator.js';

/** Errors of every admin API route. */
const ALWAYS: readonly number[] = [400, 401, 403, 503];
/** Errors of routes that read a body. */
const OF_BODIES: readonly number[] = [413, 415];
const NO_FIELDS: Schema = { type: 'object', additionalProperties: false };

/** Options of an admin API route. */
export interface AdminRouteOptions {
  readonly summary: string;
  readonly operationId: string;
  /** The lowest role that may call it. */
  readonly role: Role;
  /** The class or schema of the response's `data`. */
  readonly data: Type | Schema;
  /** Members of the response besides `data`. */
  readonly more?: Readonly<Record<string, Schema>>;
  /** Success status; 200 by default. */
  readonly status?: number;
  /** Errors besides those of every route. */
  readonly problems?: readonly number[];
  /** What these errors mean here, if it differs from elsewhere. */
  readonly meanings?: Readonly<Record<number, string>>;
  /**
   * The body: a required class, `optional` with a class, or `none` for a method that usually has a body but needs no
   * fields. Omitted for methods without a body.
   */
  readonly body?: Type | Schema | { readonly optional: Type } | 'none';
  /** Headers of a successful response. */
  readonly headers?: Readonly<Record<string, Schema>>;
}

/**
 * Declares an admin API route: who may call it, what it takes, and how its response is wrapped, including its
 * description in the OpenAPI document.
 */
export function AdminRoute(route: AdminRouteOptions): MethodDecorator {
  const { summary, operationId, role, status = 200, problems = [], meanings = {}, body, headers } = route;
  const statuses = [...ALWAYS, ...problems, ...(body === undefined ? [] : OF_BODIES)];
  return applyDecorators(
    RequireRole(role),
    HttpCode(status),
    UseInterceptors(DeclaredInputInterceptor, EnvelopeInterceptor),
    ApiOperation({ summary, operationId, description: `For the role ${role} and above.` }),
    ApiSecurity('admin-key'),
    ApiExtraModels(...modelsOf(route)),
    ApiResponse({
      status,
      description: '',
      ...(headers === undefined ? {} : { headers: headers as never }),
      schema: envelope(route) as never,
    }),
    ...bodyOf(body),
    ApiProblems(statuses, meanings),
  );
}

/** The schema of a documented class. */
export const of = (model: Type): Schema => ({ $ref: getSchemaPath(model) });

/** The schema of a list. */
export const listOf = (items: Type | Schema): Schema => ({ type: 'array', items: schemaOf(items) });

/** An object with no documented members. */
export const OBJECT: Schema = { type: 'object', additionalProperties: true };

/** A path parameter. */
export const pathParameter = (name: string, description: string): MethodDecorator =>
  ApiParam({ name, description, schema: { type: 'string', minLength: 1, maxLength: 512 } });

function envelope({ data, more = {} }: AdminRouteOptions): Schema {
  return {
    type: 'object',
    required: ['success', 'data', ...Object.keys(more)],
    properties: { success: { type: 'boolean', enum: [true] }, data: schemaOf(data), ...more },
  };
}

function bodyOf(body: AdminRouteOptions['body']): readonly MethodDecorator[] {
  if (body === undefined) return [];
  if (body === 'none') return [ApiBody({ schema: NO_FIELDS as never, required: false })];
  if (typeof body === 'function') return [ApiBody({ type: body, required: true })];
  if ('optional' in body && typeof body.optional === 'function')
    return [ApiBody({ type: body.optional as Type, required: false })];
  return [ApiBody({ schema: body as never, required: true })];
}

function schemaOf(data: Type | Schema): Schema {
  return typeof data === 'function' ? of(data as Type) : data;
}

function modelsOf({ data }: AdminRouteOptions): readonly Type[] {
  return typeof data === 'function' ? [data as Type] : [];
}
