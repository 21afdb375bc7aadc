import { freePort } from '../../packages/embedded-mongo/mongod-process.js';

/**
 * Below the ports that the system gives to outgoing connections: one of those could be taken between two lives of a
 * server, by any connection of any process.
 */
const FIRST = 20_000;
const PORTS = 12_000;

let next = FIRST + Math.floor(Math.random() * PORTS);

/** A free port for a server that also has to come back to it. */
export async function testPort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries++) {
    const port = FIRST + (next++ % PORTS);
    if ((await freePort(port)) === port) return port;
  }
  throw new Error(`None of the ports from ${FIRST} to ${FIRST + PORTS - 1} is free`);
}
