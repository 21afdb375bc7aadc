import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, type ApiResponseOptions, getSchemaPath } from '@nestjs/swagger';

import { ProblemDto } from './problem.dto.js';

/** What a status means on any route. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: 'Invalid input; every bad value is named',
  401: 'No API key, or an unknown one',
  403: 'The key’s role does not allow this',
  404: 'Nothing has this address or id',
  408: 'The request did not arrive completely in time',
  409: 'Not possible in the current state',
  412: 'No longer matches If-Match',
  413: 'The body is larger than 64 kB',
  414: 'A part of the path is longer than 512 characters',
  415: 'The body is not JSON in UTF-8',
  417: 'The only expectation that can be met is 100-continue',
  422: 'The body does not match what the path names',
  429: 'Too many requests, or too many unknown keys',
  431: 'Request line and headers are longer than 64 kB',
  500: 'An internal error; find it in the log by the request id',
  503: 'The service or its database cannot answer now',
  507: 'A disk is full',
};

/** A response that is an RFC 9457 problem. */
export function problemResponse(status: number, meaning = MEANINGS[status] ?? ''): ApiResponseOptions {
  return {
    status,
    description: meaning,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
  };
}

/**
 * Documents the problems that a route answers with. @param meanings more specific meanings of a status on this route
 */
export function ApiProblems(
  statuses: readonly number[],
  meanings: Readonly<Record<number, string>> = {},
): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) => ApiResponse(problemResponse(status, meanings[status]))),
  );
}
