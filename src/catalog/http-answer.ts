import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Freshness } from '../live-catalog/last-heard.js';
import { chooseEncoding } from '../http/compressed-body.js';
import type { ReadyAnswer } from './ready-answers.js';

/** The metadata of every successful REST response. */
export interface AnswerMeta {
  readonly requestId: string;
  /** How long the response took, in milliseconds. */
  readonly took: number;
  /** The full-text query as interpreted, if its spelling was corrected. */
  readonly correctedQuery?: string;
  /** Only while the database is unreachable: when the content was last known to be current. */
  readonly asOf?: string;
}

/** Public responses may be cached for half a minute, and served stale for five more minutes while being revalidated. */
export const PUBLIC_CACHE = 'public, max-age=30, stale-while-revalidate=300';
/** A response that may be stale should be refreshed soon. */
const STALE_CACHE = 'public, max-age=5';
/** A client that has just written must see the result, not a cached response. */
const OWN_CACHE = 'private, no-cache';
const VARY = 'Accept-Encoding, Origin, Consistency-Token';

/** How a response may be cached, and how old it is. */
export interface AnswerAge {
  /** Absent if the content comes from the database. */
  readonly freshness?: Freshness;
  /** Whether the request carried a consistency token. */
  readonly isForWriter?: boolean;
}

/**
 * The body of a response; also sets its caching headers. Returns `undefined` and sets status 304 if the client already
 * has the content. The entity tag hashes only the content (`meta` differs with every request), so it does not depend on
 * the version in which the products are stored.
 */
export function cacheableBody(
  request: FastifyRequest,
  reply: FastifyReply,
  content: object,
  age: AnswerAge,
): string | undefined {
  const body = JSON.stringify(content);
  if (isKnown(request, reply, entityTag(body), age)) return undefined;
  reply.type('application/json; charset=utf-8');
  return `{"success":true,${body.slice(1, -1)}${body.length > 2 ? ',' : ''}"meta":${metaOf(request, reply, age)}}`;
}

/** Sends a listing from prepared bytes, compressed if the client accepts that, or 304. */
export async function sendReady(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: ReadyAnswer,
  age: AnswerAge,
): Promise<void> {
  if (answer.link !== '') reply.header('Link', answer.link);
  reply.headers(answer.totals);
  if (isKnown(request, reply, answer.entityTag, age)) {
    reply.send();
    return;
  }
  const end = `${metaOf(request, reply, age, answer)}}`;
  reply.type('application/json; charset=utf-8');
  const encoding = chooseEncoding(request.headers['accept-encoding'], answer.body.plain.length);
  if (encoding === undefined) {
    reply.send(answer.body.whole(end));
    return;
  }
  const compressed = await answer.body.in(encoding, end);
  reply.header('Content-Encoding', encoding).send(compressed);
}

/** The strong entity tag of a text that represents the content. */
export function entityTag(text: string): string {
  return `"${hash('sha256', text, 'base64url').slice(0, 27)}"`;
}

/** Sets the caching headers. Returns true, and sets status 304, if the client already has the content. */
function isKnown(
  request: FastifyRequest,
  reply: FastifyReply,
  tag: string,
  { freshness, isForWriter = false }: AnswerAge,
): boolean {
  const isStale = freshness?.isStale === true;
  reply
    .header('ETag', tag)
    .header('Vary', VARY)
    .header('Cache-Control', isForWriter ? OWN_CACHE : isStale ? STALE_CACHE : PUBLIC_CACHE);
  if (isStale) reply.header('Catalog-Age', String(freshness.ageSeconds));
  if (!matches(request.headers['if-none-match'], tag)) return false;
  reply.code(304);
  return true;
}

function metaOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { freshness }: AnswerAge,
  { correctedQuery, further }: Partial<Pick<ReadyAnswer, 'correctedQuery' | 'further'>> = {},
): string {
  const took = Math.round(reply.elapsedTime * 10) / 10;
  reply.header('Server-Timing', `total;dur=${took}`);
  const meta: AnswerMeta = {
    requestId: request.id,
    took,
    ...(correctedQuery === undefined ? {} : { correctedQuery }),
    ...(freshness?.isStale === true ? { asOf: freshness.asOf.toISOString() } : {}),
    ...further?.(took),
  };
  return JSON.stringify(meta);
}

/** Whether an `If-None-Match` header contains a tag; weak tags match too (RFC 9110). */
function matches(header: string | undefined, tag: string): boolean {
  return (
    header !== undefined &&
    header
      .split(',')
      .map((one) => one.trim().replace(/^W\//, ''))
      .some((one) => one === tag || one === '*')
  );
}
