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

/** Memory for answers that are kept. */
const MAX_BYTES = 6 * 1024 * 1024;
const MAX_ANSWER_BYTES = 1024 * 1024;
const OVERHEAD_BYTES = 500;
/** A longer document is of no storefront. */
const LONGEST_QUERY = 10_000;
/** Headers that Apollo gives an answer. */
const HEADERS = ['content-type', 'cache-control', 'vary'] as const;

/** Documents that are kept ready: a storefront has a few dozen. */
const MAX_LISTINGS = 100;

type Headers = Readonly<Record<string, string>>;

interface KeptAnswer {
  readonly queryClass: QueryClassName;
  readonly headers: Headers;
  /** All but the last character, which is what a compressed body is ended with. */
  readonly body: CompressedBody;
  readonly end: string;
}

/** A document that was answered, and the headers that its answers have. */
interface KnownListing {
  readonly compiled: CompiledListing | undefined;
  readonly headers: Headers;
}

/** What an answer depends on. */
interface Question {
  /** Everything. */
  readonly key: string;
  /** Everything but the variables. */
  readonly document: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Asked extends Question {
  readonly revision: number;
}

/**
 * Keeps GraphQL's answers to POST until any product changes, by document, variables and operation, and the documents
 * that ask for a page of products ready to be answered with other variables. Only what comes whole from the catalog in
 * memory is kept, and only without errors: documents have been validated when they were answered the first time, the
 * rate limit is asked earlier, and cost and query class are counted for each. To be called before compression is
 * registered: what is kept is not compressed yet.
 */
export function keepGraphqlAnswers(
  server: FastifyInstance,
  catalog: CatalogService,
  schemaHost: GraphQLSchemaHost,
): void {
  const kept = new KeptAnswers(catalog, schemaHost);
  const asked = new WeakMap<FastifyRequest, Asked>();

  server.addHook('preHandler', async (request, reply) => {
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

/** Answers of one revision of the catalog, and the documents that are ready to be answered. */
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

  /** The answer, kept or made of a document that is ready; `undefined` where the general execution has to answer. */
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

  /** Takes note of what the general execution answered. */
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

/** What is asked; `undefined` where the answer is not to be kept. */
function questionOf({ method, url, headers, body }: FastifyRequest): Question | undefined {
  if (method !== 'POST' || url !== '/graphql' || typeof body !== 'object' || body === null) return undefined;
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
