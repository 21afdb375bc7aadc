import { setTimeout as sleep } from 'node:timers/promises';

import { MongoClient } from 'mongodb';

import { insertGenerated } from '../../../../packages/demo-products/insert-generated.js';
import { type ReplicaSet, type ReplicaSetOptions, startReplicaSet } from '../../replica-set/replica-set.js';
import { GraphqlReader, RestReader } from '../../workload/http-readers.js';
import { HttpServiceWriter } from '../../workload/http-service-writer.js';
import { adminKey, ServiceProcess } from '../../workload/service-process.js';
import { Workload } from '../../workload/workload.js';
import { SocketWatch } from './process-sockets.js';
import { ReadWatch } from './read-watch.js';
import { TimedWriter, WriteTimes } from './write-times.js';

const DATABASE = 'network_faults';
const PRODUCTS = 1_000;
/** Between two operations of one actor: at most some twenty writes a second, so that slowness is the network's. */
const THINK_MS = 250;
const SETTLED_AFTER_MS = 8_000;

/** What docs/operations.md recommends, besides short elections, for a set whose network may fail. */
export const RECOMMENDED_ARGUMENTS = ['--setParameter', 'oplogNetworkTimeoutBufferSeconds=1'];
export const RECOMMENDED_SETTINGS = { heartbeatIntervalMillis: 500, chainingAllowed: false };

/** An instance of the service on a replica set, and everything that uses and watches them. */
export interface WatchedPlace {
  readonly set: ReplicaSet;
  readonly service: ServiceProcess;
  readonly workload: Workload;
  readonly writes: WriteTimes;
  readonly reads: ReadWatch;
  readonly sockets: SocketWatch;
}

/** Runs a proof in such a place, and removes the place. */
export async function inPlace(
  folder: string,
  options: ReplicaSetOptions,
  proof: (place: WatchedPlace) => Promise<void>,
): Promise<void> {
  const set = await startReplicaSet(options);
  const client = new MongoClient(set.uri, { writeConcern: { w: 'majority' }, readConcern: { level: 'majority' } });
  let service: ServiceProcess | undefined;
  try {
    const db = client.db(DATABASE);
    await insertGenerated(db.collection('products'), { count: PRODUCTS, seed: 1, irregular: 0.02 });
    const { key, entry } = adminKey();
    service = await ServiceProcess.start({
      uri: set.uri,
      database: DATABASE,
      folder,
      apiKeyEntry: entry,
      isBuilt: true,
    });
    const { address } = service;
    const writes = new WriteTimes();
    const writers = [1, 2].map(() => new TimedWriter(new HttpServiceWriter(() => address, key), writes));
    const sockets = new SocketWatch(
      service.pid,
      set.members.map(({ host }) => host),
    );
    const reads = new ReadWatch(address, await shownProducts(address));
    const workload = await Workload.start({
      uri: set.uri,
      db,
      seed: 1,
      outsideWriters: 1,
      thinkMs: THINK_MS,
      serviceWriters: writers,
      readers: { REST: new RestReader(() => address), GraphQL: new GraphqlReader(() => address) },
    });
    try {
      // This process, and the proxies that may run in it, are busy while everything begins.
      workload.context.setFault(true);
      await sleep(SETTLED_AFTER_MS);
      workload.context.setFault(false);
      await proof({ set, service, workload, writes, reads, sockets });
    } finally {
      await Promise.all([workload.stop(), reads.stop(), sockets.close()]);
    }
  } finally {
    await service?.kill();
    await client.close();
    await set.close();
  }
}

/** Original products, which nobody deletes. */
async function shownProducts(address: string): Promise<string[]> {
  const response = await fetch(`${address}/api/products?limit=50`);
  const { data } = (await response.json()) as { readonly data: readonly { readonly _id: string }[] };
  return data.map(({ _id }) => _id);
}
