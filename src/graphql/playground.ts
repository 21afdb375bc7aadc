import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const PAGE = join('assets', 'graphiql.html.gz');

/** Whoever sends one of these is no browser that opens a page, but a client that the API answers. */
const HEADERS_OF_CLIENTS = ['content-type', 'apollo-require-preflight', 'x-apollo-operation-name'] as const;

interface Page {
  readonly compressed: Buffer;
  readonly tag: string;
}

/**
 * Shows GraphiQL to whoever opens `/graphql` in a browser. The page is made by the build, whole and compressed; every
 * other request goes on to the API.
 */
export function addPlayground(server: FastifyInstance): void {
  const file = pageFile();
  if (file === undefined) return;
  const compressed = readFileSync(file);
  const page: Page = { compressed, tag: createHash('sha256').update(compressed).digest('base64url').slice(0, 27) };
  server.addHook('onRequest', async (request, reply) => {
    if (wantsPage(request)) await send(request, reply, page);
  });
}

/** GraphiQL keeps its query in the address, so an address with one is the page as well. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return method === 'GET' && /^\/graphql\/?(?:\?|$)/.test(url) && headers.accept?.includes('text/html') === true
    && HEADERS_OF_CLIENTS.every((name) => headers[name] === undefined);
}

async function send(request: FastifyRequest, reply: FastifyReply, { compressed, tag }: Page): Promise<void> {
  const gzip = takesGzip(request.headers['accept-encoding']);
  const etag = `"${tag}${gzip ? '-gzip' : ''}"`;
  reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').header('ETag', etag).header('Vary', 'Accept, Accept-Encoding');
  if (request.headers['if-none-match'] === etag) {
    await reply.code(304).send();
    return;
  }
  if (gzip) await reply.header('Content-Encoding', 'gzip').send(compressed);
  // Nine megabytes: as a stream they neither hold up other requests nor stay in memory.
  else await reply.send(Readable.from([compressed]).pipe(createGunzip()));
}

function takesGzip(acceptEncoding = ''): boolean {
  return acceptEncoding.split(',').some((encoding) => {
    const [name, ...parameters] = encoding.toLowerCase().split(';').map((part) => part.trim());
    return name === 'gzip' && !parameters.some((parameter) => /^q=0(?:\.0{1,3})?$/.test(parameter));
  });
}

/** The page stands beside package.json, above this file however it was compiled. */
function pageFile(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return existsSync(join(folder, PAGE)) ? join(folder, PAGE) : undefined;
  }
  return undefined;
}
