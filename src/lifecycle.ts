import type { Server } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger as Pino } from 'pino';

import { Settings } from './config/settings.js';
import { Readiness } from './health/readiness.js';

/** A step of the way down that comes after the application is closed. */
export type AfterClose = () => Promise<void>;

/** Load balancers notice within this time that the instance is not ready; until then their requests are answered. */
const LAME_DUCK_MS = 1_500;
/**
 * The most connections that the system makes ahead of the service: Node's default. Clients that never stop connecting
 * do not keep the service from its end.
 */
const MOST_WAITING = 512;
const REQUESTS_WITHIN_MS = 8_000;
const ALL_WITHIN_MS = 9_500;

/**
 * On SIGTERM or SIGINT: no longer ready (in production for a while before the next step), no new connections, requests
 * in flight are finished, connections closed, then what is left to do. The process ends with 0; a second signal ends it
 * at once.
 */
export function stopOnSignals(app: NestFastifyApplication, log: Pino, afterClose: AfterClose): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(130);
    stopping = true;
    void shutDown(app, log, { signal, afterClose });
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

async function shutDown(
  app: NestFastifyApplication,
  log: Pino,
  { signal, afterClose }: { signal: NodeJS.Signals; afterClose: AfterClose },
): Promise<void> {
  log.info(`${signal}: finishing requests in flight`);
  const giveUp = setTimeout(() => {
    process.exit(1);
  }, ALL_WITHIN_MS);
  // A client that never finishes its request must not keep the rest from an orderly end.
  const cutOff = setTimeout(() => {
    app.getHttpServer().closeAllConnections();
  }, REQUESTS_WITHIN_MS);
  giveUp.unref();
  cutOff.unref();
  let exitCode = 0;
  try {
    app.get(Readiness).stop();
    if (app.get(Settings).NODE_ENV === 'production') await sleep(LAME_DUCK_MS);
    await acceptWaiting(app.getHttpServer() as Server);
    await app.close();
    await afterClose();
    log.info('Stopped');
  } catch (error) {
    log.error(error, 'The service did not stop cleanly');
    exitCode = 1;
  }
  log.flush();
  process.exit(exitCode);
}

/**
 * Accepts the connections that the system has made already. Node accepts one in each turn of the event loop, and a
 * close would reset those that still wait, with the requests that were sent on them.
 */
async function acceptWaiting(server: Server): Promise<void> {
  let accepted = 0;
  const note = (): void => {
    accepted++;
  };
  server.on('connection', note);
  await nextTurn(); // the signal may have come after this turn had looked for connections
  for (let before = -1; accepted > before && accepted < MOST_WAITING;) {
    before = accepted;
    await nextTurn();
  }
  server.off('connection', note);
}
