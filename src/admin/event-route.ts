import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import { DeclaredInputInterceptor } from '../http/input/declared-input.interceptor.js';
import { ApiProblems } from '../http/problem-docs.js';
import type { Schema } from './api-schema.js';
import { RequireRole } from './require-role.decorator.js';

/** What a stream of server-sent events is. */
export interface EventRouteOptions {
  readonly summary: string;
  readonly operationId: string;
  readonly description: string;
  /** The schema of each event's JSON, by the event's name. */
  readonly events: Readonly<Record<string, Schema>>;
  /** The problems that it may answer besides those that every route may. */
  readonly problems?: readonly number[];
}

/**
 * Makes a method a stream of server-sent events for viewers. `data` of an event is text, so what that text holds stands
 * in an extension of its own, `x-event-data`.
 */
export function EventRoute({ events, problems = [], ...operation }: EventRouteOptions): MethodDecorator {
  const schema = {
    type: 'object',
    required: ['data'],
    properties: {
      event: { type: 'string', enum: Object.keys(events) },
      id: { type: 'string', description: 'Of the state; sent back as Last-Event-ID to go on from there' },
      data: { type: 'string', description: 'JSON; x-event-data has its schema by event' },
    },
    'x-event-data': events,
  };
  return applyDecorators(
    RequireRole('viewer'),
    UseInterceptors(DeclaredInputInterceptor),
    ApiOperation({ ...operation, description: `For the role viewer and above. ${operation.description}` }),
    ApiSecurity('admin-key'),
    ApiResponse({
      status: 200,
      description: 'One event after another',
      content: { 'text/event-stream': { schema: schema as never } },
    }),
    ApiProblems([400, 401, 403, 503, ...problems]),
  );
}
