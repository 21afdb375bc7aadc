import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';

/** Sends the entity tag of a response that has one as the `ETag` header. */
@Injectable()
export class EntityTagInterceptor implements NestInterceptor<{ readonly etag: string | null }> {
  intercept(
    context: ExecutionContext,
    next: CallHandler<{ readonly etag: string | null }>,
  ): Observable<{ readonly etag: string | null }> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap(({ etag }) => {
        if (etag !== null) reply.header('ETag', etag);
      }),
    );
  }
}
