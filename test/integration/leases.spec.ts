import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { LeaseTable, NOW } from '../../src/leases/lease-table.js';
import { NoLongerOwnerError } from '../../src/leases/no-longer-owner.error.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

interface Job {
  readonly _id: string;
  readonly owner: string | null;
  readonly epoch: number;
  readonly leaseUntil: Date;
  readonly done?: number;
  readonly state?: string;
}

class LostError extends NoLongerOwnerError {
  readonly code = 'LOST';
}

let database: TestDatabase;
let client: mongo.MongoClient;
let jobs: mongo.Collection<Job>;
let leases: LeaseTable<Job>;

beforeEach(async () => {
  database = await openTestDatabase();
  client = await new mongo.MongoClient(database.uri).connect();
  jobs = client.db(database.name).collection<Job>('jobs');
  leases = new LeaseTable<Job>({ collection: () => jobs, length: 60_000, lost: (id) => new LostError(id) });
});
afterEach(async () => {
  await client.close();
  await database.close();
});

const of = async (owner: string): Promise<Job> => {
  const claimed = await leases.claim({ owner, where: { _id: 'job' } });
  if (claimed === null) throw new Error(`${owner} did not get it`);
  return claimed;
};
const runOut = (): Promise<unknown> => jobs.updateOne({ _id: 'job' }, { $set: { leaseUntil: new Date(0) } });

describe('the leases of a collection', () => {
  it('give a document to one of many that claim it at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => leases.prepare('job')));
    const owners = ['a', 'b', 'c', 'd', 'e'];
    const claims = await Promise.all(owners.map((owner) => leases.claim({ owner, where: { _id: 'job' } })));
    const got = claims.filter((claim) => claim !== null);
    expect(got).toHaveLength(1);
    expect(owners).toContain(got[0]?.owner);
    expect(got[0]?.epoch).toBe(1);
  });

  it('refuse everything from an owner that was asleep while another one took over', async () => {
    await leases.prepare('job');
    const sleeper = await of('sleeper');
    await runOut();
    const next = await of('next');
    expect(next.epoch).toBe(sleeper.epoch + 1);

    await expect(leases.change(sleeper, { set: { done: 1 } })).rejects.toThrow(LostError);
    await expect(leases.end(sleeper, { set: { done: 1 } })).rejects.toThrow(LostError);
    await leases.release(sleeper, { set: { done: 1 } });
    const session = client.startSession();
    await expect(session.withTransaction(() => leases.changeWithin(session, sleeper, { done: 1 }))).rejects.toThrow(
      LostError,
    );
    await session.endSession();
    expect(await jobs.findOne({ _id: 'job' })).toEqual(next);
  });

  it('refuse an owner whose lease has run out only once another one has it', async () => {
    await leases.prepare('job');
    const owner = await of('owner');
    await runOut();
    await leases.change(owner, { set: { done: 1 } });
    expect(await leases.claim({ owner: 'other', where: { _id: 'job' } })).toBeNull();
  });

  it('refuse an owner after its own release and its own end', async () => {
    await leases.prepare('job');
    const first = await of('first');
    await leases.release(first);
    await expect(leases.change(first)).rejects.toThrow(LostError);
    const second = await of('second');
    await leases.end(second, {});
    await expect(leases.change(second)).rejects.toThrow(LostError);
    expect((await of('third')).epoch).toBe(3);
  });

  it('are taken away with the next epoch', async () => {
    await leases.prepare('job');
    const owner = await of('owner');
    expect(await leases.revoke({ _id: 'job' }, { set: { state: 'over' } })).toMatchObject({ owner: null, epoch: 2 });
    await expect(leases.change(owner)).rejects.toThrow(LostError);
  });

  it('count from an epoch that effects outside of the database have reached already', async () => {
    await leases.prepare('job');
    const claimed = await leases.claim({ owner: 'a', where: { _id: 'job' }, beyondEpoch: 41 });
    expect(claimed?.epoch).toBe(42);
  });

  it('say when they run out, so that nobody has to look before', async () => {
    expect(await leases.left({ _id: 'job' })).toBeNull();
    await leases.prepare('job');
    expect(await leases.left({ _id: 'job' })).toBeLessThan(0);
    await of('owner');
    const left = await leases.left({ _id: 'job' });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  it('know nothing but the server’s clock, and take a length that depends on what is changed', async () => {
    const length = { $cond: [{ $eq: ['$state', 'acting'] }, 1_000, 50_000] };
    const table = new LeaseTable<Job>({ collection: () => jobs, length, lost: (id) => new LostError(id) });
    await table.create({ _id: 'job', owner: 'a', epoch: 1 }, { state: 'resting' });
    const lasts = async (): Promise<number> => {
      const [found] = await jobs
        .aggregate<{ left: number }>([{ $set: { left: { $subtract: ['$leaseUntil', NOW] } } }])
        .toArray();
      return found?.left ?? NaN;
    };
    expect(await lasts()).toBeGreaterThan(2_000);
    await table.change({ _id: 'job', owner: 'a', epoch: 1 }, { set: { state: 'acting' } });
    expect(await lasts()).toBeLessThanOrEqual(1_000);
  });

  it('change a document after the lease where that is asked for, and remove fields', async () => {
    await leases.prepare('job', { done: 7 });
    const owner = await of('owner');
    await leases.end(owner, { set: { done: '$$REMOVE' }, after: { leaseUntil: null } });
    expect(await jobs.findOne({ _id: 'job' })).toEqual({ _id: 'job', owner: null, epoch: 1, leaseUntil: null });
  });

  it('take an owner’s name as it is, whatever it begins with', async () => {
    await leases.prepare('job');
    expect((await of('$epoch')).owner).toBe('$epoch');
    expect((await leases.change({ _id: 'job', owner: '$epoch', epoch: 1 })).epoch).toBe(1);
  });
});
