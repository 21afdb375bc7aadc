import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

import { type ActionSummary, AuditLog } from '../audit/audit-log.js';
import type { AuditedAction } from '../audit/audit-record.js';
import { type RequestContext, requestContext } from '../logging/request-context.js';
import { auditSource } from './audit-actor.js';

/** An action's target and parameters. */
export interface AuditedCall {
  readonly target: string;
  readonly params?: AuditedAction['params'];
}

/** The audit log and actor of the current request. */
interface Scope {
  readonly log: AuditLog;
  readonly source: ReturnType<typeof auditSource>;
}

const scopes = new WeakMap<RequestContext, Scope>();

/** Opens the audit scope of a request. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly log: AuditLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    scopes.set(request, { log: this.log, source: auditSource(request) });
    return next.handle();
  }
}

/**
 * Records each call of a handler in the audit log: the intent before, the outcome after. Only the method itself is
 * covered, not the whole request, so only validated input is recorded.
 * @param describe derives the action from the method's arguments
 * @param summarize selects the part of the result for the outcome record
 */
export function Audited<A extends readonly unknown[], R>(
  action: string,
  describe: (...args: A) => AuditedCall,
  summarize?: (result: R) => ActionSummary,
): AuditedDecorator<A, R> {
  return (target, key, descriptor) => {
    const method = descriptor.value as unknown as (...args: A[number][]) => Promise<R>;
    const audited = function (this: unknown, ...args: A): Promise<R> {
      const context = requestContext();
      const scope = context === undefined ? undefined : scopes.get(context);
      if (scope === undefined) throw new Error(`${String(key)} was called outside of a request of the admin API`);
      const call = { ...scope.source, action, ...describe(...args) };
      return scope.log.around(call, () => method.apply(this, [...args]), summarize);
    };
    copyMetadata(method, audited);
    Object.assign(descriptor, { value: audited });
    UseInterceptors(AuditInterceptor)(target, key, descriptor);
  };
}

/** For methods that start with the arguments of `describe`. */
type AuditedDecorator<A extends readonly unknown[], R> = <T extends (...args: never[]) => Promise<R>>(
  target: object,
  key: string | symbol,
  descriptor: Parameters<T> extends readonly [...A, ...unknown[]] ? TypedPropertyDescriptor<T> : never,
) => void;

/** Nest stores a handler's metadata on the function itself. */
function copyMetadata(from: object, to: object): void {
  for (const name of Reflect.getMetadataKeys(from) as readonly unknown[])
    Reflect.defineMetadata(name, Reflect.getMetadata(name, from), to);
  Object.defineProperty(to, 'name', { value: (from as { readonly name: string }).name });
}
