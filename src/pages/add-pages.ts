import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { firstRequest } from '../../packages/storefront-address/first-request.js';
import { NotFoundError } from '../errors/domain-error.js';
import { refuse } from '../http/refuse.js';
import { type ReadyMade, sendReadyMade } from '../http/ready-made.js';
import { readBuiltPages } from './built-pages.js';

/** The addresses of each page. A page reads its own address, so all its addresses serve the same file. */
const ADDRESSES = { storefront: ['/', '/p/:slug'], console: ['/admin', '/admin/*'] } as const;

/** A query with hundreds of values is not worth a header of the same length. */
const LONGEST_HINT = 1000;

/**
 * Serves the web pages as built: the storefront, the operators' console, and their shared files. If they have not been
 * built, these addresses do not exist; `npm run build:pages` builds them.
 * @param mayShow whether there may be a public product with an id or slug
 */
export function addPages(server: FastifyInstance, mayShow: (idOrSlug: string) => boolean): void {
  const pages = readBuiltPages();
  if (pages === undefined) return;
  const send = (file: ReadyMade) => (request: FastifyRequest, reply: FastifyReply) =>
    sendReadyMade(request, reply, file);
  for (const address of ADDRESSES.console) server.get(address, send(pages.shells.console));
  for (const address of ADDRESSES.storefront) {
    server.get<{ Params: { slug?: string } }>(address, async (request, reply) => {
      const { slug } = request.params;
      if (slug !== undefined && !mayShow(slug)) {
        // The page shows this itself; the status is for search engines.
        await sendReadyMade(request, reply.code(404), { ...pages.shells.storefront, cacheControl: 'no-store' });
        return reply;
      }
      const first = firstRequest(request.url);
      if (first.length <= LONGEST_HINT) void reply.header('Link', `<${first}>; rel=preload; as=fetch; crossorigin`);
      await sendReadyMade(request, reply, pages.shells.storefront);
      return reply;
    });
  }
  if (pages.favicon !== undefined) server.get('/favicon.ico', send(pages.favicon));
  server.get<{ Params: { '*': string } }>('/assets/pages/*', async (request, reply) => {
    const file = pages.assets.get(request.params['*']);
    if (file === undefined)
      refuse(new NotFoundError(`No file of the web pages is named ${request.params['*']}`), request, reply);
    else await sendReadyMade(request, reply, file);
    return reply;
  });
}
