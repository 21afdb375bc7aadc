import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type ReplicaSet, startReplicaSet } from '../support/replica-set/replica-set.js';

describe('replica set for tests', () => {
  let set: ReplicaSet;
  let client: MongoClient;
  beforeAll(async () => {
    set = await startReplicaSet();
    client = await MongoClient.connect(set.uri, { writeConcern: { w: 'majority' } });
  });
  afterAll(async () => {
    await client.close();
    await set.close();
  });

  const write = (step: string): Promise<unknown> =>
    client.db('test-set').collection<{ _id: string }>('steps').insertOne({ _id: step });

  it('has three members, and goes on through a step-down, a kill and a stall of the primary', async () => {
    expect(set.members).toHaveLength(3);
    await write('start');

    const first = await set.primary();
    expect(await set.stepDown()).not.toBe(first);
    await write('stepped down');

    const killed = await set.killPrimary();
    expect(await set.primary()).not.toBe(killed);
    await write('killed');
    await killed.restart();
    await set.untilHealthy();

    const stalled = await set.primary();
    stalled.pause();
    expect(await set.primary()).not.toBe(stalled);
    await write('stalled');
    stalled.resume();
    await set.untilHealthy();

    expect(await client.db('test-set').collection('steps').distinct('_id')).toEqual([
      'killed',
      'stalled',
      'start',
      'stepped down',
    ]);
  });
});
