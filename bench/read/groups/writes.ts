import { cpus } from 'node:os';

import type { Bench } from '../bench-context.js';
import type { Cast } from '../cast.js';
import { measure, record } from '../measure.js';
import { cpuMs } from '../process-usage.js';
import { pageRequests } from '../requests.js';
import { OutsideWriter } from '../writer/outside-writer.js';
import { shown } from './shown.js';

const PER_SECOND = 1_000;
const CONNECTIONS = 4;
const LEAST_SECONDS = 3;

/** Pages with and without 1,000 outside writes per second, interleaved. */
export async function measureWrites({ stage, load, figures, options }: Bench, cast: Cast): Promise<void> {
  const { count, services, prices } = cast;
  const server = services.get(100);
  if (server === undefined) return;
  const writer = await OutsideWriter.start(stage.uri, stage.database(count, 100));
  const set = pageRequests({ prices, name: `${count}/beside writes` }).rest;
  const seconds = options.seconds < 1 ? options.seconds : Math.max(LEAST_SECONDS, options.seconds);
  const at = `writes/${count}/service-100`;
  try {
    for (let round = -1; round < options.rounds; round += 1) {
      const alone = await measure(load, { id: at, server, set }, { connections: CONNECTIONS, seconds });
      const stop = writer.pace(PER_SECOND);
      const before = { writer: await cpuMs(writer.pid), mongod: await cpuMs(stage.mongo.pid), at: performance.now() };
      const beside = await measure(load, { id: at, server, set }, { connections: CONNECTIONS, seconds });
      const wall = performance.now() - before.at;
      const writing = ((await cpuMs(writer.pid)) - before.writer) / (wall * cpus().length);
      const mongod = ((await cpuMs(stage.mongo.pid)) - before.mongod) / wall;
      const writes = await stop();
      await shown(server, stage.client.db(stage.database(count, 100)).collection('products'));
      if (round < 0) continue;
      record(figures, `${at}/without`, alone);
      record(figures, `${at}/with`, beside);
      figures.add(`${at}/with/p95-counted-out`, 'ms', beside.p95 * (1 - writing));
      figures.add(`${at}/with/writes`, '1/s', (writes * 1000) / wall);
      figures.add(`${at}/with/mongod`, '%', mongod * 100);
    }
  } finally {
    writer.stop();
  }
}
