import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import { DeclaredInputInterceptor } from '../http/input/declared-input.interceptor.js';
import { ApiProblems } from '../http/problem-docs.js';
import type { Schema } from './api-schema.js';
import { RequireRole } from './require-role.decorator.js';

/** Options of a server-sent event stream. */
export interface EventRouteOptions {
  readonly summary: string;
  readonly operationId: string;
  readonly description: string;
  /** The schema of each event's JSON, by the event's name. */
  readonly events: Readonly<Record<string, Schema>>;
  /** Errors besides those of every route. */
  readonly problems?: readonly number[];
}

/**
 * Declares a server-sent event stream for viewers. An event's `data` is text; an extension, `x-event-data`, describes
 * its JSON.
 */
export function EventRoute({ events, problems = [], ...operation }: EventRouteOptions): MethodDecorator {
  const schema = {
    type: 'object',
    required: ['data'],
    properties: {
      event: { type: 'string', enum: Object.keys(events) },
      id: { type: 'string', description: 'Id of the state; send it as Last-Event-ID to resume from there' },
      data: { type: 'string', description: 'JSON; x-event-data has the schema for each event' },
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
      description: 'A sequence of events',
      content: { 'text/event-stream': { schema: schema as never } },
    }),
    ApiProblems([400, 401, 403, 503, ...problems]),
  );
}
