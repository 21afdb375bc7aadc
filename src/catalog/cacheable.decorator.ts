import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable, tap } from 'rxjs';

import { InvalidInputError } from '../errors/domain-error.js';
import { requestedTime } from '../http/consistency-token.js';
import { DeclaredInputInterceptor } from '../http/input/declared-input.interceptor.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import { noteQueryClass } from '../query-classes/request-class.js';
import { CatalogService } from './catalog.service.js';
import { type AnswerAge, cacheableBody } from './http-answer.js';

/** How a public response is built. */
export interface CacheableOptions {
  /** The source of the content: responses from the catalog in memory state their age if that is stale. */
  readonly from: 'memory' | 'database' | 'code';
  /** The query class to measure, or a function of the path parameters; if absent, nothing is measured. */
  readonly queryClass?: QueryClassName | ((params: Readonly<Record<string, string>>) => QueryClassName);
}

const OPTIONS = 'catalog:cacheable';

/**
 * Sends the result of a public handler as `data`, with caching headers, or 304 if the client already has it. The
 * listing is not handled here: it sends prepared bytes.
 */
export const Cacheable = (options: CacheableOptions): MethodDecorator =>
  applyDecorators(SetMetadata(OPTIONS, options), UseInterceptors(DeclaredInputInterceptor, CacheableInterceptor));

/** Handler argument: the write that the response must include, from the request's consistency token. */
export const ReadAfter = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requestedTime(context.switchToHttp().getRequest<FastifyRequest>().headers),
);

/** Builds the responses of `@Cacheable()` handlers. */
@Injectable()
export class CacheableInterceptor implements NestInterceptor<unknown, string | undefined> {
  constructor(
    private readonly reflector: Reflector,
    private readonly catalog: CatalogService,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<string | undefined> {
    const options = this.reflector.get<CacheableOptions>(OPTIONS, context.getHandler());
    const http = context.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    return next.handle().pipe(
      tap({
        next: () => note(request, options),
        // Invalid requests are not measured.
        error: (error: unknown) => (error instanceof InvalidInputError ? undefined : note(request, options)),
      }),
      map((data: unknown) => cacheableBody(request, reply, { data }, this.ageOf(request, options))),
    );
  }

  private ageOf({ headers }: FastifyRequest, { from }: CacheableOptions): AnswerAge {
    if (from !== 'memory') return {};
    return { freshness: this.catalog.freshness, isForWriter: requestedTime(headers) !== undefined };
  }
}

function note(request: FastifyRequest, { queryClass }: CacheableOptions): void {
  if (queryClass === undefined) return;
  const params = request.params as Readonly<Record<string, string>>;
  noteQueryClass(request, typeof queryClass === 'function' ? queryClass(params) : queryClass);
}
