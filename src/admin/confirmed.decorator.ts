import { type CallHandler, type ExecutionContext, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

import { UnprocessableError } from '../errors/domain-error.js';

/** The body of a destructive call or a switch: it repeats the name of its target. */
export class ConfirmDto {
  @IsString({ message: 'must be text' })
  @ApiProperty({ type: String, description: 'The id or name from the path, repeated' })
  readonly confirm!: string;
}

/**
 * Allows a call only if its body's `confirm` repeats a path parameter. A body that is not an object is left to the
 * validation pipe.
 */
export const Confirmed = (parameter: string): MethodDecorator => UseInterceptors(new ConfirmInterceptor(parameter));

class ConfirmInterceptor implements NestInterceptor {
  constructor(private readonly parameter: string) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { body, params } = context.switchToHttp().getRequest<FastifyRequest>();
    const expected = (params as Readonly<Record<string, string>>)[this.parameter] ?? '';
    const isLeft = body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body));
    if (!isLeft && (body as { readonly confirm?: unknown } | undefined)?.confirm !== expected)
      throw new UnprocessableError(
        `This cannot be undone; to confirm it, send {"confirm": ${JSON.stringify(expected)}} in the body`,
      );
    return next.handle();
  }
}
