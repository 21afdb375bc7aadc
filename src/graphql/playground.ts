import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ReadyMade } from '../http/ready-made.js';
import { sendReadyMade } from '../http/ready-made.js';

/** The page as the build writes it: uncompressed, and compressed with the suffixes `.br` and `.gz`. */
const PAGE = join('assets', 'graphiql.html');

/** A request with one of these headers is not a browser opening a page but an API client. */
const HEADERS_OF_CLIENTS = ['content-type', 'apollo-require-preflight', 'x-apollo-operation-name'] as const;

/**
 * Serves GraphiQL when `/graphql` is opened in a browser. The build prepares the page in every encoding: compressing
 * nine megabytes for each request would let anybody exhaust the memory. Every other request goes to the API.
 */
export function addPlayground(server: FastifyInstance): void {
  const page = readPage();
  if (page === undefined) return;
  server.addHook('onRequest', async (request, reply) => {
    if (wantsPage(request)) await sendReadyMade(request, reply, page);
  });
}

/** GraphiQL keeps its query in the address, so an address with a query can be the page too. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    method === 'GET' &&
    /^\/graphql\/?(?:\?|$)/.test(url) &&
    headers.accept?.includes('text/html') === true &&
    HEADERS_OF_CLIENTS.every((name) => headers[name] === undefined)
  );
}

/**
 * The page is next to package.json, in a folder above this file however it was compiled; `undefined` if it has not been
 * built.
 */
function readPage(): ReadyMade | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const plainFile = join(folder, PAGE);
    if (![plainFile, `${plainFile}.br`, `${plainFile}.gz`].every((file) => existsSync(file))) return undefined;
    const gzip = readFileSync(`${plainFile}.gz`);
    const tag = createHash('sha256').update(gzip).digest('base64url').slice(0, 27);
    return { type: 'text/html; charset=utf-8', tag, packed: { br: readFileSync(`${plainFile}.br`), gzip }, plainFile };
  }
  return undefined;
}
