import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const PAGE = join('assets', 'graphiql.html.gz');

/**
 * Shows GraphiQL to whoever opens `/graphql` in a browser. The page is made by the build, whole and compressed; every
 * other request goes on to the API.
 */
export function addPlayground(server: FastifyInstance): void {
  const file = pageFile();
  if (file === undefined) return;
  const compressed = readFileSync(file);
  server.addHook('onRequest', async (request, reply) => {
    if (wantsPage(request)) await send(request, reply, compressed);
  });
}

function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return method === 'GET' && /^\/graphql\/?$/.test(url) && headers.accept?.includes('text/html') === true;
}

async function send(request: FastifyRequest, reply: FastifyReply, compressed: Buffer): Promise<void> {
  const accepts = request.headers['accept-encoding']?.includes('gzip') === true;
  reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').header('Vary', 'Accept, Accept-Encoding');
  if (accepts) reply.header('Content-Encoding', 'gzip');
  await reply.send(accepts ? compressed : gunzipSync(compressed));
}

/** The page stands beside package.json, above this file however it was compiled. */
function pageFile(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return existsSync(join(folder, PAGE)) ? join(folder, PAGE) : undefined;
  }
  return undefined;
}
