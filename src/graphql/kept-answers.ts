import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchemaHost } from '@nestjs/graphql';
import { LRUCache } from 'lru-cache';
import { AskedBefore } from '../catalog/asked-before.js';
import type { CatalogService } from '../catalog/catalog.service.js';
import { chooseEncoding, CompressedBody } from '../http/compressed-body.js';
import { requestedTime } from '../http/consistency-token.js';
import type { QueryClassName } from '../query-classes/latency-targets.js';
import { classedRequest, noteQueryClass } from '../query-classes/request-class.js';
import { CompiledListing } from './compiled-listing.js';

/** The memory limit of the cache. */
const MAX_BYTES = 6 * 1024 * 1024;
const MAX_ANSWER_BYTES = 1024 * 1024;
const OVERHEAD_BYTES = 500;
const PATH = '/graphql';
/** No storefront sends a longer document. */
const LONGEST_QUERY = 10_000;
/** The headers that Apollo sets on a response. */
const HEADERS = ['content-type', 'cache-control', 'vary'] as const;

/** The maximum number of compiled documents: a storefront has a few dozen. */
const MAX_LISTINGS = 100;

type Headers = Readonly<Record<string, string>>;

interface KeptAnswer {
  readonly queryClass: QueryClassName;
  readonly headers: Headers;
  /** Everything except the last character, which is appended to the compressed body when it is sent. */
  readonly body: CompressedBody;
  readonly end: string;
}

/** A document that has been answered, and the headers of its responses. */
interface KnownListing {
  readonly compiled: CompiledListing | undefined;
  readonly headers: Headers;
}

/** What a response depends on. */
interface Question {
  /** The complete key. */
  readonly key: string;
  /** The key without the variables. */
  readonly document: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Asked extends Question {
  readonly revision: number;
}

/**
 * Caches GraphQL responses to POST until any product changes, by document, variables and operation, and compiles the
 * documents that ask for a page of products, to answer them with other variables. Only responses that come entirely
 * from the catalog in memory, without errors, are cached: their documents were validated the first time, the rate limit
 * applies earlier, and cost and query class are still counted for each request. Must be registered before compression:
 * the cached bodies are not yet compressed.
 */
export function keepGraphqlAnswers(
  server: FastifyInstance,
  catalog: CatalogService,
  schemaHost: GraphQLSchemaHost,
): void {
  const kept = new KeptAnswers(catalog, schemaHost);
  const asked = new WeakMap<FastifyRequest, Asked>();

  const answerKept = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const question = questionOf(request);
    const revision = question === undefined ? undefined : await revisionFor(catalog, request);
    if (question === undefined || revision === undefined) return undefined;
    const answer = await kept.answer(request, { ...question, revision });
    if (answer === undefined) {
      asked.set(request, { ...question, revision });
      return undefined;
    }
    noteQueryClass(request, answer.queryClass);
    return send(request, reply, answer);
  };

  // Only there: an asynchronous hook costs every request that it looks at.
  server.addHook('onRoute', (route) => {
    if (route.url === PATH) route.preHandler = [route.preHandler ?? [], answerKept].flat();
  });

  server.addHook('onSend', (request, reply, payload, done) => {
    const question = asked.get(request);
    const classed = classedRequest(request);
    if (
      question !== undefined &&
      typeof payload === 'string' &&
      reply.statusCode === 200 &&
      classed?.isKeepable === true &&
      catalog.isAt(question.revision)
    )
      kept.learn(question, toKept(headersOf(reply), payload, classed.queryClass));
    done(null, payload);
  });
}

/** The responses of one catalog revision, and the compiled documents. */
class KeptAnswers {
  private readonly answers = new LRUCache<string, KeptAnswer>({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_ANSWER_BYTES,
    sizeCalculation: ({ body }, key) => Math.ceil(body.plain.length * 1.5) + key.length * 2 + OVERHEAD_BYTES,
  });
  private readonly listings = new LRUCache<string, KnownListing>({ max: MAX_LISTINGS });
  private readonly askedBefore = new AskedBefore();
  private revision = -1;

  constructor(
    private readonly catalog: CatalogService,
    private readonly schemaHost: GraphQLSchemaHost,
  ) {}

  /** The response, cached or from a compiled document; `undefined` if the general execution must answer. */
  async answer(request: FastifyRequest, question: Asked): Promise<KeptAnswer | undefined> {
    if (question.revision !== this.revision) {
      this.answers.clear();
      this.revision = question.revision;
    }
    const kept = this.answers.get(question.key);
    const known = this.listings.get(question.document);
    if (kept !== undefined || known?.compiled === undefined) return kept;
    try {
      const made = await known.compiled.answer(request, question.variables, this.catalog);
      const answer = toKept(known.headers, made.text, made.queryClass);
      if (!made.isVolatile) this.keep({ ...question, revision: made.revision }, answer);
      return answer;
    } catch {
      return undefined;
    }
  }

  /** Records the response of the general execution. */
  learn(question: Asked, answer: KeptAnswer): void {
    this.keep(question, answer);
    const { document, query, operationName } = question;
    if (this.listings.has(document)) return;
    const compiled = CompiledListing.of(this.schemaHost.schema, query, operationName);
    this.listings.set(document, { compiled, headers: answer.headers });
  }

  private keep({ key, revision }: Asked, answer: KeptAnswer): void {
    if (this.askedBefore.again(key) && revision === this.revision) this.answers.set(key, answer);
  }
}

/** The question in a request; `undefined` if its response is not cacheable. */
function questionOf({ method, url, headers, body }: FastifyRequest): Question | undefined {
  if (method !== 'POST' || url !== PATH || typeof body !== 'object' || body === null) return undefined;
  const { query, operationName, variables, ...others } = body as Readonly<Record<string, unknown>>;
  if (typeof query !== 'string' || query.length > LONGEST_QUERY) return undefined;
  if (typeof (operationName ?? '') !== 'string' || typeof (variables ?? {}) !== 'object' || Array.isArray(variables))
    return undefined;
  const name = (operationName ?? undefined) as string | undefined;
  const document = `${headers.accept ?? ''} ${JSON.stringify([query, name, others])}`;
  return {
    key: `${document} ${JSON.stringify(variables)}`,
    document,
    query,
    operationName: name,
    variables: (variables ?? {}) as Question['variables'],
  };
}

/**
 * The revision to answer from; `undefined` if the request needs the normal path: it leads to an error, or to a response
 * that states its age.
 */
async function revisionFor(catalog: CatalogService, { headers }: FastifyRequest): Promise<number | undefined> {
  if (catalog.freshness.isStale) return undefined;
  try {
    return (await catalog.revision(requestedTime(headers))).revision;
  } catch {
    return undefined;
  }
}

function headersOf(reply: FastifyReply): Headers {
  return Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}

function toKept(headers: Headers, text: string, queryClass: QueryClassName): KeptAnswer {
  return { queryClass, headers, body: new CompressedBody(Buffer.from(text.slice(0, -1))), end: text.slice(-1) };
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { headers, body, end }: KeptAnswer,
): Promise<FastifyReply> {
  void reply.headers(headers);
  const encoding = chooseEncoding(request.headers['accept-encoding'], body.plain.length);
  if (encoding === undefined) return reply.send(body.whole(end));
  const compressed = await body.in(encoding, end);
  return reply.header('content-encoding', encoding).header('vary', 'Accept-Encoding').send(compressed);
}
