import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import { problem } from '../../admin/api-docs.js';

/** Describes the stream of a run's progress. */
export const ApiRunEvents = (): MethodDecorator =>
  applyDecorators(
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
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }),
    ...[400, 401, 403, 404, 429, 431, 503].map((status) => problem(status)),
  );
