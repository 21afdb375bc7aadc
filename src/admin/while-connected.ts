import type { FastifyReply } from 'fastify';

import { UnavailableError } from '../errors/domain-error.js';

/** Does long work for a request, and cancels it if the client disconnects before the response. */
export async function whileConnected<T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const gone = new AbortController();
  // Not the request's own `close` event, which fires as soon as its body is read.
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) gone.abort();
  });
  try {
    return await work(gone.signal);
  } catch (error) {
    if (gone.signal.aborted)
      throw new UnavailableError('The client disconnected, and its work was stopped', null, { cause: error });
    throw error;
  }
}
