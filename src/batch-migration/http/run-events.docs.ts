import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import { RequireRole } from '../../admin/require-role.decorator.js';
import { DeclaredInputInterceptor } from '../../http/input/declared-input.interceptor.js';
import { ApiProblems } from '../../http/problem-docs.js';

const EVENT = {
  type: 'object',
  required: ['data'],
  properties: {
    event: { type: 'string', enum: ['run', 'end'] },
    id: { type: 'string', description: 'Of the state; send the last one as Last-Event-ID to go on' },
    data: { type: 'string', description: 'JSON: the run (RunDto), or of `end` its state' },
  },
};

/** Makes a method the stream of a run's progress. */
export const RunEventsRoute = (): MethodDecorator =>
  applyDecorators(
    RequireRole('viewer'),
    UseInterceptors(DeclaredInputInterceptor),
    ApiOperation({
      summary: 'Follow a run by server-sent events',
      operationId: 'followMigration',
      description:
        'For the role viewer and above. `event: run` carries the run at each change, `event: end` ends the stream.',
    }),
    ApiSecurity('admin-key'),
    ApiResponse({
      status: 200,
      description: 'The run at each change',
      content: { 'text/event-stream': { schema: EVENT as never } },
    }),
    ApiProblems([400, 401, 403, 404, 503]),
  );
