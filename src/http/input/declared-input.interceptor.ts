import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

import { type InputProblem, InvalidInputError } from '../../errors/domain-error.js';
import { shownValue } from './wording.js';

/** Which inputs a handler declares a parameter for. */
interface Declared {
  readonly query: boolean;
  readonly body: boolean;
}

const declarations = new WeakMap<object, Declared>();

/**
 * Refuses what a handler does not ask for: query parameters where it has no `@Query()`, a body with fields where it has
 * no `@Body()`. So nothing that is sent is ignored silently.
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
  // `kind:index`; parameters of decorators of one's own have other keys, which may begin with a digit.
  const kinds = Object.keys(parameters ?? {}).map((key) => Number(/^(\d+):\d+$/.exec(key)?.[1]) as RouteParamtypes);
  const declared = { query: kinds.includes(RouteParamtypes.QUERY), body: kinds.includes(RouteParamtypes.BODY) };
  declarations.set(handler, declared);
  return declared;
}
