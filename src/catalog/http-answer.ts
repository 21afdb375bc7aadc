import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What every successful REST answer carries beside its content. */
export interface AnswerMeta {
  readonly requestId: string;
  /** Milliseconds that the answer took. */
  readonly took: number;
  /** The full-text query as it was understood, where its spelling was corrected. */
  readonly correctedQuery?: string;
}

/** Public answers may be kept for half a minute, and shown for five more while they are fetched anew. */
export const PUBLIC_CACHE = 'public, max-age=30, stale-while-revalidate=300';

/**
 * Answers content with caching headers, or 304 where the client has it already. The entity tag is a hash of the content
 * alone (`meta` differs with every request), so it is the same whatever version the products are stored in.
 */
export function sendCacheable(request: FastifyRequest, reply: FastifyReply, content: object, extra: Readonly<Record<string, unknown>> = {}): void {
  const body = JSON.stringify(content);
  const tag = entityTag(body);
  reply.header('ETag', tag).header('Cache-Control', PUBLIC_CACHE).header('Vary', 'Accept-Encoding, Origin');
  const took = Math.round(reply.elapsedTime * 10) / 10;
  reply.header('Server-Timing', `total;dur=${took}`);
  if (matches(request.headers['if-none-match'], tag)) {
    reply.code(304).send();
    return;
  }
  const meta: AnswerMeta & Readonly<Record<string, unknown>> = { requestId: request.id, took, ...extra };
  reply.type('application/json; charset=utf-8').send(`{"success":true,${body.slice(1, -1)}${body.length > 2 ? ',' : ''}"meta":${JSON.stringify(meta)}}`);
}

/** The strong entity tag of a content's JSON. */
export function entityTag(json: string): string {
  return `"${createHash('sha256').update(json).digest('base64url').slice(0, 27)}"`;
}

/** Whether an `If-None-Match` header names a tag; weak forms count, as RFC 9110 says. */
function matches(header: string | undefined, tag: string): boolean {
  return header !== undefined && header.split(',').map((one) => one.trim().replace(/^W\//, '')).some((one) => one === tag || one === '*');
}
