import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import request from 'supertest';

import { ConflictError, UnavailableError } from '../../src/errors/domain-error.js';
import { ProductWriter } from '../../src/product-writes/product-writer.js';
import { eventually } from '../support/eventually.js';
import { type ReplicaSet, startReplicaSet } from '../support/replica-set/replica-set.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const BASE = '/api/admin/products';
const DATABASE = 'minority';
/** Products that are created at once. */
const WRITES = 5;

let set: ReplicaSet;
let client: MongoClient;
let rig: TestApp;

beforeAll(async () => {
  set = await startReplicaSet();
  client = await MongoClient.connect(set.uri, { w: 'majority', readConcernLevel: 'majority' });
  rig = await startTestApp({
    settings: { MONGODB_URI: set.uri, MONGODB_DATABASE: DATABASE },
  });
}, 180_000);
afterAll(async () => {
  await rig.close();
  await client.close();
  await set.close();
});

type Outcome = readonly [name: string, outcome: 'acknowledged' | 'refused'];

const product = (name: string) =>
  ({
    name,
    category: 'rings',
    pricing: { basePrice: 100 },
    materialSpecs: { metal: { type: '14k-gold' } },
    inventory: { quantity: 1 },
  }) as const;

/** Creates products at once by the service's write path, optionally with the same key whenever they are repeated. */
const create = (prefix: string, keys = false): Promise<Outcome[]> =>
  Promise.all(
    Array.from({ length: WRITES }, async (_, number) => {
      const name = `${prefix} ${number}`;
      const options = keys ? { identity: { id: name, contentHash: 'same' } } : {};
      try {
        await rig.app.get(ProductWriter).create(product(name), options);
        return [name, 'acknowledged'] as const;
      } catch (error) {
        if (error instanceof UnavailableError || error instanceof ConflictError) return [name, 'refused'] as const;
        throw error;
      }
    }),
  );

const count = (name: RegExp): Promise<number> => client.db(DATABASE).collection('products').countDocuments({ name });

async function replication(stopped: boolean): Promise<void> {
  const primary = await set.primary();
  for (const member of set.members.filter((one) => one.isUp && one !== primary))
    await member.command({ configureFailPoint: 'stopReplProducer', mode: stopped ? 'alwaysOn' : 'off' });
}

describe('a primary whose secondaries do not replicate', () => {
  it('acknowledges no write of the service, and loses none of those that are acknowledged later', async () => {
    const before = await create('before');
    await replication(true);
    const primary = await set.primary();
    const direct = await MongoClient.connect(`mongodb://${primary.host}/?directConnection=true`);
    const onPrimary = direct.db(DATABASE).collection('products', { readConcern: { level: 'local' } });
    // A client that does not wait for a majority is told of a success that is then undone: the fault is real.
    await onPrimary.insertOne({ name: 'unsafe' }, { writeConcern: { w: 1 } });

    const requests = Array.from({ length: WRITES }, (_, number) =>
      request(rig.server)
        .post(BASE)
        .set('x-api-key', rig.keys.admin)
        // Several times as long as a write may take: not the minute and a half of two sockets that time out.
        .timeout(60_000)
        .send(product(`request ${number}`)),
    );
    const [during, keyed, responses] = await Promise.all([
      create('during'),
      create('keyed', true),
      Promise.all(requests),
    ]);
    const executed = await onPrimary.countDocuments({ name: /^during/ });
    const overtaken = create('overtaken');
    await eventually('a write that waits for a majority', () => onPrimary.findOne({ name: /^overtaken/ }));
    await direct.close();
    await primary.kill();
    for (const member of set.members.filter(({ isUp }) => isUp))
      await member.command({ configureFailPoint: 'stopReplProducer', mode: 'off' });
    const answered = await overtaken;
    await set.primary();
    await primary.restart();
    await eventually('a rollback of the server', () => Promise.resolve(existsSync(join(primary.dataDir, 'rollback'))));
    await set.untilHealthy();

    expect(responses.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(
      requests.map(() => [503, expect.stringMatching(/^\d+$/)]),
    );
    expect(
      [before, during, keyed].map((sent) => sent.filter(([, outcome]) => outcome === 'acknowledged').length),
    ).toEqual([WRITES, 0, 0]);
    expect(executed).toBeGreaterThan(0);
    expect(await count(/^unsafe/)).toBe(0);
    for (const [name, outcome] of [...before, ...during, ...answered]) {
      const stored = await count(new RegExp(`^${name}$`));
      expect([name, outcome, outcome === 'acknowledged' ? stored === 1 : stored <= 1]).toEqual([name, outcome, true]);
    }
    // What was refused in doubt and had a key is repeated with it, and takes effect once.
    await eventually('every refused write', async () =>
      (await create('keyed', true)).every(([, outcome]) => outcome === 'acknowledged'),
    );
    expect(await count(/^keyed/)).toBe(WRITES);
  }, 240_000);
});
