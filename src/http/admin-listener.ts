import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { NotFoundError } from '../errors/domain-error.js';
import { answerRefusals, HTTP_LIMITS, refuseRaw } from './raw-refusals.js';

/** Where the listener for admins is put. */
export interface AdminAddress {
  readonly port: number;
  readonly host: string;
}

/** A client that never finishes its request must not keep the rest from an orderly end. */
const REQUESTS_WITHIN_MS = 5_000;

/** Routes of admins, by their patterns: the router has decoded the address by the time that this is asked. */
const ADMIN_ROUTE = /^\/(api\/admin|admin|metrics)(\/|$)/;

/**
 * Puts admin API, metrics and console on a listener of their own: elsewhere they are answered as addresses that do not
 * exist. On it everything is answered, since the console shows products, too.
 * @returns opens the listener; it is closed with the server
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
