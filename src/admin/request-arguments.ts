import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { actorOf } from './admin.guard.js';
import { auditSource } from './audit-actor.js';
import { whileConnected } from './while-connected.js';

/** The client waiting for a response. */
export interface WaitingClient {
  /** Does long work, and cancels it if the client disconnects. */
  during<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Handler argument: the name of the request's key. */
export const KeyName = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    auditSource(context.switchToHttp().getRequest<FastifyRequest>()).actor.name,
);

/** Handler argument: the waiting client, a `WaitingClient`. */
export const Client = createParamDecorator((_: unknown, context: ExecutionContext): WaitingClient => {
  const reply = context.switchToHttp().getResponse<FastifyReply>();
  return { during: (work) => whileConnected(reply, work) };
});

/** Handler argument: the name and role of the request's key. */
export const CurrentKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
