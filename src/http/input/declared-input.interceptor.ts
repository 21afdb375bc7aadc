import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

import { type InputProblem, InvalidInputError } from '../../errors/domain-error.js';
import { shownValue } from './wording.js';

/** The kinds of input for which a handler declares a parameter. */
interface Declared {
  readonly query: boolean;
  readonly body: boolean;
}

const declarations = new WeakMap<object, Declared>();

/**
 * Rejects input that a handler does not declare: query parameters without `@Query()`, a body with fields without
 * `@Body()`. So nothing that a client sends is silently ignored.
 */
@Injectable()
export class DeclaredInputInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { query, body } = context.switchToHttp().getRequest<FastifyRequest>();
    const declared = declaredInput(context);
    const problems = [
      ...(declared.query ? [] : undeclaredQuery(query)),
      ...(declared.body ? [] : undeclaredBody(body)),
    ];
    if (problems.length > 0) throw new InvalidInputError(problems);
    return next.handle();
  }
}

function undeclaredQuery(query: unknown): readonly InputProblem[] {
  return Object.entries((query ?? {}) as object).map(([parameter, value]) => ({
    parameter,
    value: shownValue(value),
    problem: 'unknown parameter; this route takes none',
  }));
}

function undeclaredBody(body: unknown): readonly InputProblem[] {
  if (body === undefined) return [];
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return [{ parameter: 'body', value: shownValue(body), problem: 'must be empty or {}' }];
  return Object.entries(body).map(([parameter, value]) => ({
    parameter,
    value: shownValue(value),
    problem: 'unknown field; this route takes none',
  }));
}

function declaredInput(context: ExecutionContext): Declared {
  const handler = context.getHandler();
  const known = declarations.get(handler);
  if (known !== undefined) return known;
  const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) as object | undefined;
  // `kind:index`; parameters of custom decorators have other keys, which may begin with a digit.
  const kinds = Object.keys(parameters ?? {}).map((key) => Number(/^(\d+):\d+$/.exec(key)?.[1]) as RouteParamtypes);
  const declared = { query: kinds.includes(RouteParamtypes.QUERY), body: kinds.includes(RouteParamtypes.BODY) };
  declarations.set(handler, declared);
  return declared;
}
