import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { actorOf } from './admin.guard.js';
import { auditSource } from './audit-actor.js';
import { whileConnected } from './while-connected.js';

/** The client that waits for an answer. */
export interface WaitingClient {
  /** Does long work, and stops it if the client goes away before it has its answer. */
  during<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** A handler's argument: the name of the key that a request was sent with. */
export const KeyName = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    auditSource(context.switchToHttp().getRequest<FastifyRequest>()).actor.name,
);

/** A handler's argument: the client that waits for its answer, a `WaitingClient`. */
export const Client = createParamDecorator((_: unknown, context: ExecutionContext): WaitingClient => {
  const reply = context.switchToHttp().getResponse<FastifyReply>();
  return { during: (work) => whileConnected(reply, work) };
});

/** A handler's argument: the name and the role of the key that a request was sent with. */
export const CurrentKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
