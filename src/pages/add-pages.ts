import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { NotFoundError } from '../errors/domain-error.js';
import { refuse } from '../http/refuse.js';
import { type ReadyMade, sendReadyMade } from '../http/ready-made.js';
import { readBuiltPages } from './built-pages.js';

/** Where each page is found. A page reads its own address, so every address of it is the same file. */
const ADDRESSES = { storefront: ['/', '/p/:slug'], console: ['/admin', '/admin/*'] } as const;

/**
 * Serves the web pages as the build made them: the storefront, the operators' console, and the files that both name.
 * Where they have not been built there are no such addresses; `npm run build:pages` makes them.
 */
export function addPages(server: FastifyInstance): void {
  const pages = readBuiltPages();
  if (pages === undefined) return;
  const send = (file: ReadyMade) => (request: FastifyRequest, reply: FastifyReply) =>
    sendReadyMade(request, reply, file);
  for (const name of ['storefront', 'console'] as const) {
    for (const address of ADDRESSES[name]) server.get(address, send(pages.shells[name]));
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
