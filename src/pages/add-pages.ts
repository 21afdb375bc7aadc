import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { firstRequest } from '../../packages/storefront-address/first-request.js';
import { NotFoundError } from '../errors/domain-error.js';
import { refuse } from '../http/refuse.js';
import { type ReadyMade, sendReadyMade } from '../http/ready-made.js';
import { readBuiltPages } from './built-pages.js';

/** Where each page is found. A page reads its own address, so every address of it is the same file. */
const ADDRESSES = { storefront: ['/', '/p/:slug'], console: ['/admin', '/admin/*'] } as const;

/** A selection of hundreds of values is not worth a header as long as itself. */
const LONGEST_HINT = 1000;

/**
 * Serves the web pages as the build made them: the storefront, the operators' console, and the files that both name.
 * Where they have not been built there are no such addresses; `npm run build:pages` makes them.
 * @param mayShow whether there may be a public product of an id or slug
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
        // The page says so itself; the status is for search engines.
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
