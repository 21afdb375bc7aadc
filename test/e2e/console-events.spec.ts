import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { type AdminApp, startAdminApp } from '../support/admin-app.js';
import { eventually } from '../support/eventually.js';
import { type EventReader, readEvents } from '../support/read-events.js';

interface Topic<T> {
  readonly at: string | null;
  readonly data: T;
  readonly problem: string | null;
}
interface Run {
  readonly id: string;
  readonly state: string;
  readonly startedBy: string;
}
interface State {
  readonly at: string;
  readonly topics: Readonly<Record<string, Topic<unknown>>>;
}

const TOPICS = ['run', 'census', 'restore', 'backups', 'alerts', 'schedules', 'latency'];

let rig: AdminApp;
const open: EventReader[] = [];

beforeAll(async () => {
  rig = await startAdminApp();
});
afterEach(async () => {
  for (const stream of open.splice(0)) await stream.close();
});
afterAll(async () => {
  await rig.close();
});

async function follow(key = rig.keys.viewer): Promise<EventReader> {
  const stream = await readEvents(rig.app, '/api/admin/events', key);
  open.push(stream);
  return stream;
}

/** A stream and its first event. On a busy machine it may come before every topic has been read for the first time. */
function followWhole(): Promise<{ readonly stream: EventReader; readonly state: State }> {
  return eventually('a state with all topics', async () => {
    const stream = await follow();
    const state = await stream.until<State>('state');
    return Object.values(state.topics).every(({ at }) => at !== null) && { stream, state };
  });
}

const runs = () => rig.database.db.collection<{ _id: string }>('catalog_migrations');
const setRun = (id: string, fields: object): Promise<unknown> => runs().updateOne({ _id: id }, { $set: fields });

async function startRun(): Promise<string> {
  const { body } = await request(rig.server)
    .post('/api/admin/migrations')
    .set('x-api-key', rig.keys.operator)
    .send({ strategy: 'in-place' })
    .expect(202);
  return body.data.id as string;
}

describe('the events of the console', () => {
  it('begin with the whole state, for a viewer but not without a key', async () => {
    const { stream, state } = await followWhole();
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('content-encoding')).toBeNull();
    expect(Object.keys(state.topics)).toEqual(TOPICS);
    for (const name of TOPICS) expect([name, state.topics[name]?.problem]).toEqual([name, null]);
    await expect(follow('a-guess')).rejects.toThrow('401');
    await request(rig.server).get('/api/admin/events?x=1').set('x-api-key', rig.keys.viewer).expect(400);
  });

  it('report a migration that another instance started, and its outcome', async () => {
    const id = await startRun();
    const stream = await follow();
    await stream.until('state');

    // Like the command line and other instances: only in the database.
    await setRun(id, { state: 'waiting-for-switch' });
    await stream.until<Topic<Run>>('run', ({ data }) => data.state === 'waiting-for-switch');
    const [stored] = await runs().find({ _id: id }).toArray();
    await runs().updateOne({ _id: id }, { $set: { state: 'failed' }, $unset: { active: '' } });
    await runs().insertOne({
      ...stored,
      _id: 'run-of-another',
      state: 'running',
      createdAt: new Date(Date.now() + 60_000),
      startedBy: 'ann (cli)',
    } as never);
    const { data, at } = await stream.until<Topic<Run>>('run', (run) => run.data.id === 'run-of-another');
    expect(data).toMatchObject({ state: 'running', startedBy: 'ann (cli)' });
    expect(Date.parse(String(at))).not.toBeNaN();
    await runs().deleteOne({ _id: 'run-of-another' });
  });

  it('report the census while products are added and changed', async () => {
    const stream = await follow();
    await stream.until('state');
    await rig.database.db.collection('products').insertMany(demoProducts().slice(0, 5) as never[]);
    const told = await stream.until<Topic<{ total: number; byVersion: readonly { documents: number }[] }>>(
      'census',
      ({ data }) => data.total === 5,
    );
    expect(told.data.byVersion.reduce((sum, { documents }) => sum + documents, 0)).toBe(5);
  });

  it('report alerts, schedules and restores', async () => {
    const stream = await follow();
    await stream.until('state');
    const at = new Date();
    const alert = {
      _id: 'p95 x',
      rule: 'p95',
      subject: 'x',
      instance: null,
      state: 'firing',
      severity: 'WARNING',
      title: 'Slow',
      message: 'Slow',
      value: 1,
      limit: 1,
      firingAt: at,
      resolvedAt: null,
      changedAt: at,
      fired: 1,
      history: [],
      outbox: [],
      sendProblem: null,
      revision: 1,
    };
    await rig.database.db.collection('catalog_alerts').insertOne(alert as never);
    const told = await stream.until<Topic<{ firing: object; alerts: object[] }>>(
      'alerts',
      ({ data }) => data.alerts.length > 0,
    );
    expect(told.data.alerts[0]).toMatchObject({ key: 'p95 x', severity: 'WARNING' });

    await request(rig.server)
      .post('/api/admin/schedules/capacity-snapshot/run')
      .set('x-api-key', rig.keys.operator)
      .send({})
      .expect(202);
    await stream.until<Topic<{ name: string; lastRun: object | null }[]>>('schedules', ({ data }) =>
      data.some(({ name, lastRun }) => name === 'capacity-snapshot' && lastRun !== null),
    );
  });

  it('report a backup from beginning to end', async () => {
    const stream = await follow();
    await stream.until('state');
    const { body } = await request(rig.server)
      .post('/api/admin/backups')
      .set('x-api-key', rig.keys.operator)
      .send({ reason: 'a test' })
      .expect(202);
    const done = await stream.until<Topic<{ newest: { id: string; reason: string } | null }>>(
      'backups',
      ({ data }) => data.newest?.id === body.data.id,
    );
    expect(done.data.newest?.reason).toBe('a test');
  });

  it('include heartbeats with the age of each topic', async () => {
    const stream = await follow();
    await stream.until('state');
    const { at, asOf } = await stream.until<{ at: string; asOf: Record<string, string> }>('beat');
    expect(Object.keys(asOf)).toEqual(TOPICS);
    expect(Date.parse(at)).not.toBeNaN();
  });

  it('begin with the whole state again after a reconnect', async () => {
    const { stream: first, state: before } = await followWhole();
    await first.close();
    const { data } = before.topics['run'] as Topic<Run>;
    expect(data.state).toBe('failed');
    const { state: again } = await followWhole();
    expect(again.topics['run']?.data).toEqual(before.topics['run']?.data);
  });
});
