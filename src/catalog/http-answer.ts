import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Freshness } from '../live-catalog/last-heard.js';
import { chooseEncoding } from '../http/compressed-body.js';
import type { ReadyAnswer } from './ready-answers.js';

/** What every successful REST answer carries beside its content. */
export interface AnswerMeta {
  readonly requestId: string;
  /** Milliseconds that the answer took. */
  readonly took: number;
  /** The full-text query as it was understood, where its spelling was corrected. */
  readonly correctedQuery?: string;
  /** Only while the database is out of reach: the time at which the content was known to be current. */
  readonly asOf?: string;
}

/** Public answers may be kept for half a minute, and shown for five more while they are fetched anew. */
export const PUBLIC_CACHE = 'public, max-age=30, stale-while-revalidate=300';
/** An answer that may be stale is asked for again soon. */
const STALE_CACHE = 'public, max-age=5';
/** Who has just written wants to see that, not what a cache holds. */
const OWN_CACHE = 'private, no-cache';
const VARY = 'Accept-Encoding, Origin, Consistency-Token';

/** How an answer may be cached and how old it is. */
export interface AnswerAge {
  /** Absent where the content comes from the database itself. */
  readonly freshness?: Freshness;
  /** Whether the request asked for a consistency token. */
  readonly isForWriter?: boolean;
}

/**
 * The body of an answer; sets its caching headers. Gives `undefined`, and makes the answer a 304, where the client has
 * the content already. The entity tag is a hash of the content alone (`meta` differs with every request), so it is the
 * same whatever version the products are stored in.
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

/** Answers a listing from ready bytes, compressed where the client takes that, or 304. */
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

/** The strong entity tag of a text that stands for the content. */
export function entityTag(text: string): string {
  return `"${hash('sha256', text, 'base64url').slice(0, 27)}"`;
}

/** Sets the caching headers; sets the status 304 and says so where the client has the content. */
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

/** Whether an `If-None-Match` header names a tag; weak forms count, as RFC 9110 says. */
function matches(header: string | undefined, tag: string): boolean {
  return (
    header !== undefined &&
    header
      .split(',')
      .map((one) => one.trim().replace(/^W\//, ''))
      .some((one) => one === tag || one === '*')
  );
}
