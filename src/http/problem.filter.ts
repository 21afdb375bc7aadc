import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { messageOf } from '../errors/message-of.js';
import { withinContext } from '../logging/request-context.js';
import { DomainError } from '../errors/domain-error.js';
import { PATCH_TYPES } from './json-body.js';
import { allowedMethods } from './route-table.js';
import { problem, type Problem, toProblem } from '../errors/problem.js';
import { problemBody, problemHeaders } from '../errors/problem-body.js';

/** Answers every error of a REST request with a problem document; GraphQL errors are left to its own formatting. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') return error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) return undefined;

    // A hook may reject a request for an unknown address for another reason, such as the rate limit.
    const isUnknown = request.is404 && !(error instanceof DomainError);
    const allowed = isUnknown ? allowedMethods(request.server, request.url) : [];
    const answer = isUnknown ? ofUnknownRoute(request, allowed) : toProblem(error);
    if (answer.status >= 500)
      withinContext(request, () => {
        this.log(answer, error);
      });
    if (answer.status === 415 && request.method === 'PATCH') void reply.header('accept-patch', PATCH_TYPES);
    if (allowed.length > 0) void reply.header('allow', allowed.join(', '));
    void reply
      .status(answer.status)
      .headers(problemHeaders(answer))
      .send(JSON.stringify(problemBody(answer, request.url, request.id)));
    return undefined;
  }

  private log({ status, code }: Problem, error: unknown): void {
    if (status === 500) this.logger.error(error);
    else this.logger.warn(`${code}: ${messageOf(error)}`);
  }
}

function ofUnknownRoute({ method }: FastifyRequest, allowed: readonly string[]): Problem {
  if (allowed.length === 0)
    return problem(404, 'NOT_FOUND', 'There is nothing at this address; /docs lists what there is');
  return problem(405, 'METHOD_NOT_ALLOWED', `${method} is not allowed here; use ${allowed.join(', ')}`);
}
