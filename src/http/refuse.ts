import type { FastifyReply, FastifyRequest } from 'fastify';

import { toProblem } from '../errors/problem.js';
import { problemBody, problemHeaders } from '../errors/problem-body.js';

/** Sends a problem document where no exception filter runs: before routing, and on routes of plugins. */
export function refuse(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const answer = toProblem(error);
  void reply
    .status(answer.status)
    .headers({ ...problemHeaders(answer), 'x-request-id': request.id })
    .send(JSON.stringify(problemBody(answer, request.raw.url ?? '', request.id)));
}
