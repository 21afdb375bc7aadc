import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';

import { CONSISTENCY_TOKEN, encodeConsistencyToken } from '../../http/consistency-token.js';
import type { WriteAnswer } from '../write-once.js';

/** The response data of a written product. */
interface Written {
  readonly _id: string;
  readonly etag?: string | null;
}

/**
 * Returns the response of a write and sets its headers: `ETag`, `Consistency-Token`, and `Location` for a new product.
 * A replayed response has the same bytes as the first one; a header marks it.
 */
@Injectable()
export class WriteAnswerInterceptor implements NestInterceptor<WriteAnswer<Written>, Written> {
  intercept(context: ExecutionContext, next: CallHandler<WriteAnswer<Written>>): Observable<Written> {
    const http = context.switchToHttp();
    const { method } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ answer, replayed, time }) => {
        reply.header(CONSISTENCY_TOKEN, encodeConsistencyToken(time));
        if (typeof answer.etag === 'string') reply.header('ETag', answer.etag);
        if (replayed) reply.header('Idempotency-Replayed', 'true');
        if (method === 'POST' && reply.statusCode === 201)
          reply.header('Location', `/api/admin/products/${encodeURIComponent(answer._id)}`);
        return answer;
      }),
    );
  }
}
