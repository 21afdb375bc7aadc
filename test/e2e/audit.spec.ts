import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection } from 'mongodb';
import request from 'supertest';
import { AuditLog } from '../../src/audit/audit-log.js';
import type { AuditActor } from '../../src/audit/audit-record.js';
import type { Role } from '../../src/config/api-key.js';
import { ConflictError } from '../../src/errors/domain-error.js';
import type { Collections } from '../../src/database/collections.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { reachable } from '../support/product-writer-rig.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Line {
  readonly _id: number;
  readonly [field: string]: unknown;
}

const RING = {
  name: 'Orbit ring',
  category: 'rings',
  pricing: { basePrice: 1290 },
  materialSpecs: { metal: { type: '14k-gold' } },
};
const ACTOR: AuditActor = { name: 'ops', role: 'admin', via: 'cli' };

const logOn = ({ client, db }: Pick<TestDatabase, 'client' | 'db'>): AuditLog =>
  new AuditLog({ client, db } as unknown as Collections, reachable);

describe('the audit log of the admin API', () => {
  let rig: TestApp;
  beforeAll(async () => {
    rig = await startTestApp();
  });
  afterAll(() => rig.close());

  const ask = (method: 'get' | 'post' | 'patch', path: string, role: Role = 'admin'): request.Test =>
    request(rig.server)[method](path).set('x-api-key', rig.keys[role]);
  const lines = async (query = ''): Promise<Line[]> =>
    (await ask('get', `/api/admin/audit${query}`, 'viewer').expect(200)).body.data.records as Line[];

  it('tells who did what, what was asked for, and how it ended', async () => {
    const { body } = await ask('post', '/api/admin/products').set('x-request-id', 'req-1').send(RING).expect(201);
    const id = body.data._id as string;
    await ask('post', `/api/admin/products/${id}/inventory`).send({ delta: 1 }).expect(409);
    await ask('patch', `/api/admin/products/${id}`).send({ nmae: 'x' }).expect(400);

    const records = await lines();

    expect(records.map(({ seq, kind, action, outcome }) => [seq, kind, action, outcome])).toEqual([
      [4, 'outcome', 'product.inventory', 'refused'],
      [3, 'intent', 'product.inventory', undefined],
      [2, 'outcome', 'product.create', 'done'],
      [1, 'intent', 'product.create', undefined],
    ]);
    expect(records.at(-1)).toMatchObject({
      actor: { name: 'admin', role: 'admin', via: 'api', ip: expect.any(String) },
      target: 'products',
      params: RING,
      requestId: 'req-1',
      prevHash: '0'.repeat(64),
    });
    expect(records.at(-2)).toMatchObject({ intentSeq: 1, detail: { id, revision: 1 } });
    expect(records[0]).toMatchObject({ intentSeq: 3, detail: { error: 'CONFLICT' } });
    expect(Date.parse(String(records[0]?.ts))).not.toBeNaN();
    const { body: verified } = await ask('get', '/api/admin/audit/verify', 'viewer').expect(200);
    expect(verified).toEqual({
      success: true,
      data: { ok: true, checked: 4, head: { seq: 4, hash: records[0]?.hash }, open: [] },
    });
  });

  it('is read in parts', async () => {
    expect((await lines('?limit=2')).map(({ seq }) => seq)).toEqual([4, 3]);
    const { body } = await ask('get', '/api/admin/audit?limit=2&before=3').expect(200);
    expect(body.data).toMatchObject({ records: [{ seq: 2 }, { seq: 1 }], nextBefore: null });
    for (const bad of ['?limit=0', '?limit=501', '?before=x', '?before=-1', '?form=1', '?limit[$gt]=1'])
      await ask('get', `/api/admin/audit${bad}`).expect(400);
    await request(rig.server).get('/api/admin/audit').expect(401);
    await request(rig.server).get('/api/admin/audit/verify').expect(401);
  });

  it('marks a replayed response', async () => {
    for (const status of [201, 201])
      await ask('post', '/api/admin/products').set('idempotency-key', 'k').send(RING).expect(status);

    const outcomes = (await lines())
      .filter(({ kind, action, target }) => kind === 'outcome' && action === 'product.create' && target === 'products')
      .map(({ outcome }) => outcome);
    expect(outcomes.slice(0, 2)).toEqual(['replayed', 'done']);
  });
});

describe('the audit log', () => {
  let database: TestDatabase;
  let stored: Collection<Line>;
  beforeAll(async () => {
    database = await openTestDatabase();
    stored = database.db.collection<Line>('catalog_audit');
  });
  afterAll(() => database.close());

  it('numbers and chains the records of several instances without a gap', async () => {
    const logs = Array.from({ length: 4 }, () => logOn(database));
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        logs[index % 4]?.around({ actor: ACTOR, action: 'test', target: `t${index}` }, () => Promise.resolve(index)),
      ),
    );

    expect(await logOn(database).verifyChain()).toMatchObject({ ok: true, checked: 80, head: { seq: 80 }, open: [] });
    const records = await stored.find().sort({ _id: 1 }).toArray();
    const times = records.map(({ ts }) => (ts as Date).getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('writes the intent first: what cannot be recorded is not done', async () => {
    const log = logOn(database);
    let seen: unknown;
    await log.around({ actor: ACTOR, action: 'first', target: 't' }, async () => {
      seen = await stored.findOne({ action: 'first' });
    });
    expect(seen).toMatchObject({ kind: 'intent', actor: ACTOR });

    const broken = new AuditLog(
      {
        client: database.client,
        get db(): never {
          throw new TypeError('no database');
        },
      } as unknown as Collections,
      reachable,
    );
    let done = false;
    await expect(
      broken.around({ actor: ACTOR, action: 'x', target: 't' }, () => {
        done = true;
        return Promise.resolve();
      }),
    ).rejects.toThrow('no database');
    expect(done).toBe(false);
  });

  it('distinguishes rejections from errors of unknown effect, and rethrows both', async () => {
    const log = logOn(database);
    await expect(
      log.around({ actor: ACTOR, action: 'x', target: 't' }, () => Promise.reject(new ConflictError('One is running'))),
    ).rejects.toThrow(ConflictError);
    await expect(
      log.around({ actor: ACTOR, action: 'x', target: 't' }, () =>
        Promise.reject(new Error('connection mongodb://u:hunter2@db closed')),
      ),
    ).rejects.toThrow('closed');

    const { records } = await log.page({ limit: 4 });
    expect(records.filter(({ kind }) => kind === 'outcome')).toMatchObject([
      { outcome: 'unknown' },
      { outcome: 'refused', detail: { error: 'CONFLICT' } },
    ]);
    expect(JSON.stringify(records)).not.toContain('hunter2');
  });

  it('keeps no secrets, and holds its hash whatever the parameters are', async () => {
    const log = logOn(database);
    const params = {
      apiKey: 'canary-1',
      nested: { password: 'canary-2', list: [{ authToken: 'canary-3' }] },
      uri: 'mongodb://u:canary-4@db',
      'a.b': 1,
      $set: { x: 1 },
      '7': 'seven',
      __v: -0,
      nothing: undefined,
      none: null,
      nan: NaN,
      huge: 1e300,
      long: 2 ** 60,
      text: `\ud800 \0 ${'x'.repeat(5_000)}`,
      date: new Date(0),
      _bsontype: 'ObjectId',
      deep: { a: { b: { c: { d: { e: { f: 1 } } } } } },
    };
    await log.around({ actor: ACTOR, action: 'odd', target: 't', params }, () => Promise.resolve());

    expect(await log.verifyChain()).toMatchObject({ ok: true, open: [] });
    const record = JSON.stringify(await stored.findOne({ action: 'odd' }));
    expect(record).not.toContain('canary');
    expect(record.length).toBeLessThan(4_000);
  });

  it('shows what was started and never ended', async () => {
    const log = logOn(database);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let pending = Promise.resolve();
    await new Promise<void>((begun) => {
      pending = log.around({ actor: ACTOR, action: 'slow', target: 'here' }, () => {
        begun();
        return released;
      });
    });

    expect(await log.verifyChain()).toMatchObject({ ok: true, open: [{ action: 'slow', target: 'here' }] });
    release();
    await pending;
    expect(await log.verifyChain()).toMatchObject({ open: [] });
  });

  describe('finds out that', () => {
    const tampered: readonly (readonly [title: string, tamper: () => Promise<unknown>, seq: number])[] = [
      ['a value was changed', () => stored.updateOne({ _id: 10 }, { $set: { target: 'other' } }), 10],
      ['a field was added', () => stored.updateOne({ _id: 10 }, { $set: { note: 1 } }), 10],
      ['a time was changed', () => stored.updateOne({ _id: 10 }, { $set: { ts: new Date(0) } }), 10],
      ['a record was deleted', () => stored.deleteOne({ _id: 20 }), 20],
      ['the first was deleted', () => stored.deleteOne({ _id: 1 }), 1],
      [
        'the last was deleted',
        async () => stored.deleteOne({ _id: (await stored.find().sort({ _id: -1 }).limit(1).next())?._id ?? 0 }),
        0,
      ],
      ['all were deleted', () => stored.deleteMany({}), 1],
      [
        'two were swapped',
        async () => {
          const [a, b] = await stored
            .find({ _id: { $in: [30, 31] } })
            .sort({ _id: 1 })
            .toArray();
          await stored.replaceOne({ _id: 30 }, { ...b, _id: 30 });
          await stored.replaceOne({ _id: 31 }, { ...a, _id: 31 });
        },
        30,
      ],
    ];

    it.each(tampered)('%s', async (_, tamper, seq) => {
      const log = logOn(database);
      const before = await stored.find().sort({ _id: 1 }).toArray();
      const last = before.length;
      try {
        await tamper();
        const result = await log.verifyChain();
        expect(result).toMatchObject({
          ok: false,
          broken: { seq: seq === 0 ? last : seq, problem: expect.any(String) },
        });
        // Records added later do not hide it.
        await log.around({ actor: ACTOR, action: 'later', target: 't' }, () => Promise.resolve());
        expect(await log.verifyChain()).toMatchObject({ ok: false, broken: { seq: result.broken?.seq } });
      } finally {
        await stored.deleteMany({});
        await stored.insertMany(before);
        const { _id: head, hash } = before.at(-1) as Line;
        await database.db
          .collection<{ _id: string }>('catalog_audit_head')
          .updateOne({ _id: 'head' }, { $set: { seq: head, hash } });
      }
    });
  });
});
