import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { CatalogService } from '../catalog/catalog.service.js';
import { chooseEncoding, CompressedBody } from '../http/compressed-body.js';
import { requestedTime } from '../http/consistency-token.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import { classedRequest, noteQueryClass } from '../query-classes/request-class.js';

/** Memory for answers that are kept. */
const MAX_BYTES = 6 * 1024 * 1024;
const MAX_ANSWER_BYTES = 1024 * 1024;
const OVERHEAD_BYTES = 500;
/** Headers that Apollo gives an answer. */
const HEADERS = ['content-type', 'cache-control', 'vary'] as const;

interface KeptAnswer {
  readonly queryClass: QueryClassName;
  readonly headers: Readonly<Record<string, string>>;
  /** All but the last character, which is what a compressed body is ended with. */
  readonly body: CompressedBody;
  readonly end: string;
}

interface Asked {
  readonly key: string;
  readonly revision: number;
}

/**
 * Keeps GraphQL's answers to POST until any product changes, by document, variables and operation. Only what comes
 * whole from the catalog in memory is kept, and only without errors: limits of depth and cost have been passed by the
 * same request before, the rate limit is asked earlier, and the query class is noted for each. To be called before
 * compression is registered: what is kept is not compressed yet.
 */
export function keepGraphqlAnswers(server: FastifyInstance, catalog: CatalogService): void {
  const answers = new LRUCache<string, KeptAnswer>({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_ANSWER_BYTES,
    sizeCalculation: ({ body }, key) => Math.ceil(body.plain.length * 1.5) + key.length * 2 + OVERHEAD_BYTES,
  });
  const asked = new WeakMap<FastifyRequest, Asked>();
  let current = -1;

  server.addHook('preHandler', async (request, reply) => {
    const key = keyOf(request);
    const revision = key === undefined ? undefined : await revisionFor(catalog, request);
    if (key === undefined || revision === undefined) return undefined;
    if (revision !== current) {
      answers.clear();
      current = revision;
    }
    const kept = answers.get(key);
    if (kept === undefined) {
      asked.set(request, { key, revision });
      return undefined;
    }
    noteQueryClass(request, kept.queryClass);
    return send(request, reply, kept);
  });

  server.addHook('onSend', (request, reply, payload, done) => {
    const { key, revision } = asked.get(request) ?? {};
    const classed = classedRequest(request);
    if (
      key !== undefined &&
      revision === current &&
      typeof payload === 'string' &&
      reply.statusCode === 200 &&
      classed?.isKeepable === true &&
      catalog.isAt(revision)
    ) {
      answers.set(key, toKept(reply, payload, classed.queryClass));
    }
    done(null, payload);
  });
}

/** What an answer depends on; `undefined` where it is not to be kept. */
function keyOf({ method, url, headers, body }: FastifyRequest): string | undefined {
  if (method !== 'POST' || url !== '/graphql' || typeof body !== 'object' || body === null) return undefined;
  return `${headers.accept ?? ''} ${JSON.stringify(body)}`;
}

/**
 * The revision to answer from; `undefined` where the request has to go its way: to an error, or to an answer that says
 * how old it is.
 */
async function revisionFor(catalog: CatalogService, { headers }: FastifyRequest): Promise<number | undefined> {
  if (catalog.freshness.isStale) return undefined;
  try {
    return (await catalog.revision(requestedTime(headers))).revision;
  } catch {
    return undefined;
  }
}

function toKept(reply: FastifyReply, payload: string, queryClass: QueryClassName): KeptAnswer {
  const headers = Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
  return { queryClass, headers, body: new CompressedBody(Buffer.from(payload.slice(0, -1))), end: payload.slice(-1) };
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { headers, body, end }: KeptAnswer,
): Promise<FastifyReply> {
  void reply.headers(headers);
  const encoding = chooseEncoding(request.headers['accept-encoding'], body.plain.length);
  if (encoding === undefined) return reply.send(Buffer.concat([body.plain, Buffer.from(end)]));
  const compressed = await body.in(encoding, end);
  return reply.header('content-encoding', encoding).header('vary', 'Accept-Encoding').send(compressed);
}
