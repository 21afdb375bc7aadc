import type { FastifyReply } from 'fastify';

import { EventStream } from './event-stream.js';

/**
 * Answers a request with a stream of server-sent events, bypassing the framework, which would compress the stream and
 * so delay events.
 */
export function openEventStream(reply: FastifyReply): EventStream {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  return new EventStream(reply.raw);
}
