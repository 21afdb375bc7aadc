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

/** How a public answer is made. */
export interface CacheableOptions {
  /** Where the content comes from: answers from the catalog in memory tell its age where that is stale. */
  readonly from: 'memory' | 'database' | 'code';
  /** What is measured, from the path's values; nothing where it is absent. */
  readonly queryClass?: QueryClassName | ((params: Readonly<Record<string, string>>) => QueryClassName);
}

const OPTIONS = 'catalog:cacheable';

/**
 * Answers what a public handler returns as `data`, with caching headers, or 304 where the client has it already. The
 * listing has ready bytes and does not pass here.
 */
export const Cacheable = (options: CacheableOptions): MethodDecorator =>
  applyDecorators(SetMetadata(OPTIONS, options), UseInterceptors(DeclaredInputInterceptor, CacheableInterceptor));

/** A handler's argument: the write that the answer has to know of, by the request's consistency token. */
export const ReadAfter = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requestedTime(context.switchToHttp().getRequest<FastifyRequest>().headers),
);

/** Makes the answers of `@Cacheable()` handlers. */
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
        // What cannot be understood is not measured.
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
