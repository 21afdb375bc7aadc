import type { FastifyReply } from 'fastify';

import { UnavailableError } from '../errors/domain-error.js';

/** Does long work for a request, and stops it when the client goes away before it has its answer. */
export async function whileConnected<T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const gone = new AbortController();
  // Not the request's own `close`: that comes as soon as its body is read.
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) gone.abort();
  });
  try {
    return await work(gone.signal);
  } catch (error) {
    if (gone.signal.aborted)
      throw new UnavailableError('The client went away, and the work for it was stopped', null, { cause: error });
    throw error;
  }
}
