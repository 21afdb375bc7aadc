import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

import { AnswerWith } from './answer.js';

/** Wraps a handler's result in the envelope of successful responses: `{ success: true, data, … }`. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<object> {
    return next.handle().pipe(
      map((answer: unknown) => {
        const { data, members } = answer instanceof AnswerWith ? answer : { data: answer, members: {} };
        return { success: true, data, ...members };
      }),
    );
  }
}
