import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ReadyMade } from '../http/ready-made.js';
import { sendReadyMade } from '../http/ready-made.js';

/** The page as the build writes it: plain, and packed with `.br` and `.gz` at its end. */
const PAGE = join('assets', 'graphiql.html');

/** Whoever sends one of these is no browser that opens a page, but a client that the API answers. */
const HEADERS_OF_CLIENTS = ['content-type', 'apollo-require-preflight', 'x-apollo-operation-name'] as const;

/**
 * Shows GraphiQL to whoever opens `/graphql` in a browser. The page is made by the build, whole and in every form that
 * is sent: nine megabytes packed anew for each request would let anybody use up the memory. Every other request goes on
 * to the API.
 */
export function addPlayground(server: FastifyInstance): void {
  const page = readPage();
  if (page === undefined) return;
  server.addHook('onRequest', async (request, reply) => {
    if (wantsPage(request)) await sendReadyMade(request, reply, page);
  });
}

/** GraphiQL keeps its query in the address, so an address with one is the page as well. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return (
    method === 'GET' &&
    /^\/graphql\/?(?:\?|$)/.test(url) &&
    headers.accept?.includes('text/html') === true &&
    HEADERS_OF_CLIENTS.every((name) => headers[name] === undefined)
  );
}

/**
 * The page stands beside package.json, above this file however it was compiled; `undefined` where it has not been
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
