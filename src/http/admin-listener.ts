import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { NotFoundError } from '../errors/domain-error.js';
import { answerRefusals, HTTP_LIMITS, refuseRaw } from './raw-refusals.js';

/** The address of the admin listener. */
export interface AdminAddress {
  readonly port: number;
  readonly host: string;
}

/** A client that never finishes its request must not block an orderly shutdown. */
const REQUESTS_WITHIN_MS = 5_000;

/** Admin routes, by their patterns: when this is checked, the router has already decoded the address. */
const ADMIN_ROUTE = /^\/(api\/admin|admin|metrics)(\/|$)/;

/**
 * Moves admin API, metrics and console to a separate listener; on the public one, their addresses do not exist. The
 * admin listener serves everything, since the console also shows products.
 * @returns a function that opens the listener, which closes with the server
 */
export function separateAdmin(server: FastifyInstance, { port, host }: AdminAddress): () => Promise<string> {
  const listener: Server = createServer(HTTP_LIMITS, (request, response) => {
    server.routing(request, response);
  });
  listener.on('clientError', refuseRaw);
  answerRefusals(listener);
  const sockets = new WeakSet<object>();
  listener.on('connection', (socket) => sockets.add(socket));
  server.addHook('onRequest', (request, _reply, done) => {
    if (isOfAdmins(request) && !sockets.has(request.raw.socket))
      done(new NotFoundError('There is nothing at this address; /docs lists what there is'));
    else done();
  });
  server.addHook('onClose', async () => {
    if (!listener.listening) return;
    const closed = new Promise((resolve) => listener.close(resolve));
    listener.closeIdleConnections();
    const cutOff = setTimeout(() => {
      listener.closeAllConnections();
    }, REQUESTS_WITHIN_MS);
    await closed;
    clearTimeout(cutOff);
  });
  return async () => {
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject).listen(port, host, resolve);
    });
    const { address, port: taken } = listener.address() as AddressInfo;
    return `http://${address.includes(':') ? `[${address}]` : address}:${taken}`;
  };
}

function isOfAdmins({ routeOptions }: FastifyRequest): boolean {
  return ADMIN_ROUTE.test(routeOptions.url ?? '');
}
