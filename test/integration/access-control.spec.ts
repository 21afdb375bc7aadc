import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Db, MongoClient, ReadConcern } from 'mongodb';
import request from 'supertest';

import { runCheck } from '../../src/batch-migration/preflight/check.js';
import type { CheckResult, PreflightContext } from '../../src/batch-migration/preflight/check.js';
import { PRIVILEGE_CHECKS } from '../../src/batch-migration/preflight/checks/privilege-checks.js';
import type { PreflightReport } from '../../src/batch-migration/preflight/preflight-report.js';
import { type Privilege, privilegesOf, privilegeText } from '../../src/batch-migration/preflight/privileges.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { catalogIndexes } from '../../src/indexes/index-definitions.js';
import { readReport } from '../../src/reports/report-writer.js';
import { eventually } from '../support/eventually.js';
import { type SecuredDatabase, startSecuredDatabase } from '../support/secured-database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const DATABASE = 'genz_jewelry';

let secured: SecuredDatabase;

beforeAll(async () => {
  secured = await startSecuredDatabase();
});
afterAll(async () => {
  await secured.close();
});

describe('every privilege of the documented roles', () => {
  const ROLE = 'catalogTried';
  const SERVICE = privilegesOf('catalogService', DATABASE);
  const DIAGNOSTICS = privilegesOf('catalogDiagnostics', DATABASE);
  const ALL = [...SERVICE, ...DIAGNOSTICS];
  let client: MongoClient;
  let db: Db;

  beforeAll(async () => {
    await secured.root.db('admin').command({ createRole: ROLE, privileges: [], roles: [] });
    client = await MongoClient.connect(await secured.addUser('tried', [ROLE]));
    db = client.db(DATABASE);
    const products = secured.root.db(DATABASE).collection('products');
    await products.insertOne({ name: 'Ring' });
    await secured.root.db(DATABASE).createCollection('strict', { validator: { $jsonSchema: { required: ['never'] } } });
  });
  afterAll(async () => {
    await client.close();
  });

  /** How the service uses it; each of these needs as few other privileges as possible. */
  const USES: Readonly<Record<string, () => Promise<unknown>>> = {
    [`find on the database ${DATABASE}`]: () => db.collection('products').findOne(),
    [`insert on the database ${DATABASE}`]: () => db.collection('products').insertOne({ name: 'Ring' }),
    [`update on the database ${DATABASE}`]: () => db.collection('products').updateOne({}, { $set: { name: 'Band' } }),
    [`remove on the database ${DATABASE}`]: () => db.collection('products').deleteOne({ name: 'none' }),
    [`changeStream on the database ${DATABASE}`]: async () => {
      const stream = db.watch([], { maxAwaitTimeMS: 20 });
      try {
        await stream.tryNext();
      } finally {
        await stream.close();
      }
    },
    [`listCollections on the database ${DATABASE}`]: () => db.listCollections().toArray(),
    [`dropCollection on the database ${DATABASE}`]: async () => {
      // What the switch and its preparation do: create, rename over each other, and drop collections.
      for (const name of ['old', 'new']) await secured.root.db(DATABASE).dropCollection(name);
      for (const name of ['old', 'new']) await db.createCollection(name, { validator: { a: 1 } });
      await client
        .db('admin')
        .command({ renameCollection: `${DATABASE}.old`, to: `${DATABASE}.new`, dropTarget: true });
      await db.command({ drop: 'new' });
    },
    [`collMod on the database ${DATABASE}`]: () => db.command({ collMod: 'products', validator: {} }),
    [`bypassDocumentValidation on the database ${DATABASE}`]: () =>
      db.collection('strict').insertOne({ a: 1 }, { bypassDocumentValidation: true }),
    [`listIndexes on the database ${DATABASE}`]: () => db.collection('products').indexes(),
    [`createIndex on the database ${DATABASE}`]: () =>
      db.command({ createIndexes: 'products', indexes: [{ name: 'tried', key: { name: 1 } }] }),
    [`dropIndex on the database ${DATABASE}`]: async () => {
      await db.command({ createIndexes: 'products', indexes: [{ name: 'dropped', key: { other: 1 } }] });
      await db.command({ dropIndexes: 'products', index: 'dropped' });
    },
    [`collStats on the database ${DATABASE}`]: () =>
      db
        .collection('products')
        .aggregate([{ $collStats: { storageStats: {} } }])
        .toArray(),
    [`dbStats on the database ${DATABASE}`]: () => db.command({ dbStats: 1 }),
    'inprog on the cluster': () =>
      client
        .db('admin')
        .aggregate([{ $currentOp: { allUsers: true } }])
        .toArray(),
    'serverStatus on the cluster': () => client.db('admin').command({ serverStatus: 1 }),
    'replSetGetStatus on the cluster': () => client.db('admin').command({ replSetGetStatus: 1 }),
    'getParameter on the cluster': () =>
      client.db('admin').command({ getParameter: 1, featureCompatibilityVersion: 1 }),
    'getLog on the cluster': () => client.db('admin').command({ getLog: 'global' }),
    'find on local.oplog.rs': () =>
      client
        .db('local')
        .collection('oplog.rs')
        .findOne({}, { sort: { $natural: -1 } }),
    'collStats on local.oplog.rs': () =>
      client
        .db('local', { readConcern: new ReadConcern('local') })
        .collection('oplog.rs')
        .aggregate([{ $collStats: { storageStats: {} } }])
        .toArray(),
    [`indexStats on the database ${DATABASE}`]: () =>
      db
        .collection('products')
        .aggregate([{ $indexStats: {} }])
        .toArray(),
  };

  async function grant(privileges: readonly Privilege[]): Promise<void> {
    await secured.root.db('admin').command({
      updateRole: ROLE,
      privileges: privileges.map(({ action, resource }) => ({ resource, actions: [action] })),
    });
  }

  async function preflight(name: string): Promise<CheckResult> {
    const check = PRIVILEGE_CHECKS.find((one) => one.name === name);
    return runCheck(check!, 'server', { collections: { client, db } } as unknown as PreflightContext);
  }

  it.each(ALL.map((privilege) => [privilegeText(privilege), privilege] as const))(
    'is used, and missed where it is not there: %s',
    async (text, taken) => {
      await grant(ALL.filter((privilege) => privilege !== taken));
      await expect(USES[text]?.()).rejects.toMatchObject({ code: 13 });
      const [service, diagnostics] = [await preflight('privileges'), await preflight('diagnostic-privileges')];
      const [missed, other] = SERVICE.includes(taken) ? [service, diagnostics] : [diagnostics, service];

      expect(missed).toMatchObject({
        result: 'failed',
        severity: SERVICE.includes(taken) ? 'blocker' : 'warning',
        data: { missing: [taken] },
      });
      expect(missed.detail).toMatch(/ lacks /);
      expect(missed.detail).toContain(text);
      expect(missed.advice).toContain('ops/mongodb-roles.json');
      expect(other).toMatchObject({ result: 'passed', data: { missing: [] } });

      await grant(ALL);
      await USES[text]?.();
      expect((await preflight('privileges')).result).toBe('passed');
      expect((await preflight('diagnostic-privileges')).result).toBe('passed');
    },
  );
});

describe('the whole product', () => {
  let folder: string;
  const apps: TestApp[] = [];
  let before = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'catalog-access-'));
    const without = privilegesOf('catalogService', DATABASE).flatMap(({ action, resource }) =>
      action === 'collMod' ? [] : [{ resource, actions: [action] }],
    );
    await secured.root.db('admin').command({ createRole: 'catalogLacking', privileges: without, roles: [] });
  });
  beforeEach(async () => {
    const db = secured.root.db(DATABASE);
    await db.dropDatabase();
    before = (await secured.refusals()).length;
    await db.collection('products').insertMany(demoProducts());
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function start(uri: string, isReady = true): Promise<TestApp> {
    const app = await startTestApp({
      settings: {
        MONGODB_URI: uri,
        MONGODB_DATABASE: DATABASE,
        JOURNAL_ENABLED: true,
        BACKUP_DIR: join(folder, 'backups'),
        REPORT_DIR: join(folder, 'reports'),
      },
    });
    apps.push(app);
    if (isReady)
      await eventually('readiness', async () => (await request(app.server).get('/health/ready')).status === 200);
    return app;
  }

  const lastPreflight = async (): Promise<PreflightReport> =>
    (await readReport(join(folder, 'reports'), 'pre-migration-validation-report.json')) as unknown as PreflightReport;

  /** What was denied to the service in this test. */
  const newRefusals = async (): Promise<readonly string[]> => (await secured.refusals()).slice(before);

  const admin = ({ server, keys }: TestApp, method: 'get' | 'post' | 'patch' | 'delete', path: string): request.Test =>
    request(server)[method](`/api/admin/${path}`).set('x-api-key', keys.admin);

  async function migrate(app: TestApp, strategy: string): Promise<string> {
    const { body } = await admin(app, 'post', 'migrations').send({ strategy }).expect(202);
    await reaches(app, body.data.id, 'completed');
    return body.data.id;
  }

  async function word(app: TestApp, id: string, kind: string, state: string): Promise<void> {
    await admin(app, 'post', `migrations/${id}/${kind}`).send({ confirm: id }).expect(202);
    await reaches(app, id, state);
  }

  /** The result of background work. */
  const ended = (app: TestApp, path: string): Promise<unknown> =>
    eventually('an end of the background work', async () => {
      const { body } = await admin(app, 'get', path).expect(200);
      return body.data.state === 'running' ? undefined : body.data;
    });

  async function reaches(app: TestApp, id: string, state: string): Promise<void> {
    const rests = ['completed', 'failed', 'aborted', 'rolled-back', 'needs-operator', 'cleaned-up'];
    const run = await eventually('an end of the migration', async () => {
      // 503 while the server starts anew.
      const { status, body } = await admin(app, 'get', `migrations/${id}`);
      return status === 200 && rests.includes(body.data.state) && body.data.request === null ? body.data : undefined;
    });
    expect([run.state, run.error]).toEqual([state, null]);
  }

  it('works for a user of the documented roles', async () => {
    const app = await start(await secured.addUser('catalog', ['catalogService', 'catalogDiagnostics']));
    const listed = await request(app.server).get('/api/products?facets=true&limit=100').expect(200);
    expect(listed.body.pagination.total).toBeGreaterThan(60);
    const upgraded = secured.root.db(DATABASE).collection('products');
    await eventually('stored upgrades', async () => (await upgraded.countDocuments({ schemaVersion: 2 })) > 60);

    const made = await admin(app, 'post', 'products')
      .send({
        name: 'Orbit ring',
        category: 'rings',
        pricing: { basePrice: 1290 },
        materialSpecs: { metal: { type: '14k-gold' } },
        inventory: { quantity: 4 },
      })
      .expect(201);
    await admin(app, 'patch', `products/${made.body.data._id}`).send({ name: 'Orbit' }).expect(200);
    await admin(app, 'post', `products/${made.body.data._id}/inventory`).send({ delta: -1 }).expect(200);
    await admin(app, 'delete', `products/${made.body.data._id}`).send({ confirm: made.body.data._id }).expect(200);

    const id = await migrate(app, 'blue-green');
    const { ready, checks } = await lastPreflight();
    expect([ready, checks.filter(({ result }) => result === 'unknown')]).toEqual([true, []]);

    // With access control on, a server that has just started does not report the cluster time at once.
    await secured.server.crash();
    await reaches(app, id, 'completed');
    await word(app, id, 'rollback', 'rolled-back');

    const backup = await admin(app, 'post', 'backups').send({}).expect(202);
    expect(await ended(app, `backups/${backup.body.data.id}`)).toMatchObject({ state: 'done' });
    expect(
      (await admin(app, 'post', `backups/${backup.body.data.id}/verify`).send({ byRestore: true }).expect(200)).body
        .data,
    ).toMatchObject({ restored: { exact: true } });
    const restore = await admin(app, 'post', `backups/${backup.body.data.id}/restore`)
      .send({ confirm: backup.body.data.id, pointInTime: 'latest' })
      .expect(202);
    expect(await ended(app, `restores/${restore.body.data.id}`)).toMatchObject({ state: 'done', error: null });

    const index = catalogIndexes()[0]?.name ?? '';
    for (const state of ['hidden', 'dropped']) {
      expect(
        (await admin(app, 'delete', `indexes/${index}`).send({ confirm: index, force: true, graceDays: 0 }).expect(200))
          .body.data,
      ).toMatchObject({ state });
    }
    expect((await admin(app, 'post', 'indexes/sync').send({}).expect(200)).body.data).toMatchObject({
      built: [index],
      refused: [],
    });
    await admin(app, 'post', 'schedules/capacity-snapshot/run').send({}).expect(202);
    for (const path of [
      'indexes',
      'monitoring',
      'alerts',
      'slow-queries',
      'schedules',
      'capacity',
      'audit',
      'quarantine',
      'reports',
    ])
      await admin(app, 'get', path).expect(200);
    const { outcome, error } = await eventually(
      'an end of the scheduled run',
      async () => (await admin(app, 'get', 'schedules/capacity-snapshot')).body.data.lastRun,
    );
    // It may have noticed that a threshold is reached, such as that of the machine's disk.
    expect([['done', 'attention'].includes(outcome), error]).toEqual([true, null]);
    expect(await newRefusals()).toEqual([]);
  }, 480_000);

  it('works without a view of the server, and pre-flight says what is not seen', async () => {
    const app = await start(await secured.addUser('catalogBlind', ['catalogService']));

    const id = await migrate(app, 'in-place');
    expect(await lastPreflight()).toMatchObject({
      ready: true,
      verdict: 'ready-with-warnings',
      reasons: expect.arrayContaining([
        expect.stringContaining(
          'diagnostic-privileges: catalogBlind lacks optional privileges: inprog on the cluster (index builds ' +
            'and transactions',
        ),
      ]),
    });
    const verified = await admin(app, 'post', 'migrations/verify').send({}).expect(200);
    expect(verified.body.data.verdict).toBe('passed');
    await word(app, id, 'cleanup', 'cleaned-up');
    // Nothing was denied except what these privileges allow; the last one is $indexStats.
    const looks = [
      'admin: getParameter',
      'admin: replSetGetStatus',
      'admin: serverStatus',
      'admin: aggregate',
      'admin: getLog',
      'local: find oplog',
      'local: aggregate oplog',
      'genz_jewelry: aggregate products',
    ];
    expect(looks).toEqual(expect.arrayContaining([...new Set(await newRefusals())]));
  }, 480_000);

  it('refuses to migrate where a privilege is missing, and says which', async () => {
    const app = await start(await secured.addUser('catalogLacking', ['catalogLacking']));
    const { body } = await admin(app, 'post', 'migrations').send({ strategy: 'blue-green' }).expect(202);
    await eventually(
      'a failed migration',
      async () => (await admin(app, 'get', `migrations/${body.data.id}`)).body.data.state === 'failed',
    );
    const run = await admin(app, 'get', `migrations/${body.data.id}`).expect(200);

    expect(run.body.data.error).toMatchObject({
      code: 'NOT_READY',
      message: expect.stringContaining(
        `privileges: catalogLacking lacks collMod on the database ${DATABASE}. Give it the role catalogService`,
      ),
    });
  });

  it('says what is missing to a user who may do nothing at all, not even write the audit log', async () => {
    const app = await start(await secured.addUser('catalogNobody', []), false);
    const validated = await admin(app, 'post', 'migrations/validate').send({}).expect(200);
    expect(validated.body.data).toMatchObject({
      ready: false,
      reasons: [
        expect.stringMatching(
          /^privileges: catalogNobody lacks find on the database genz_jewelry, .*, dbStats on .*\. Give it/,
        ),
      ],
    });
    const started = await admin(app, 'post', 'migrations').send({ strategy: 'blue-green' }).expect(503);
    expect(started.body).toMatchObject({
      code: 'DATABASE_UNAUTHORIZED',
      detail: expect.stringContaining('lacks a privilege'),
    });
  });
});

describe('an outside writer of the documented role', () => {
  it('writes products and passes no fence', async () => {
    const client = await MongoClient.connect(await secured.addUser('shop', ['catalogOutsideWriter']));
    const products = client.db(DATABASE).collection<{ _id: string }>('products');
    try {
      await products.insertOne({ _id: 'ring' });
      await products.updateOne({ _id: 'ring' }, { $set: { name: 'Ring' } });
      await products.deleteOne({ _id: 'ring' });
      for (const refused of [
        () => products.insertOne({ _id: 'band' }, { bypassDocumentValidation: true }),
        () => products.drop(),
        () => products.rename('stolen'),
        () => products.createIndex({ name: 1 }),
        () => client.db(DATABASE).command({ collMod: 'products', validator: {} }),
        () => client.db(DATABASE).collection('catalog_audit').deleteMany({}),
      ])
        await expect(refused()).rejects.toMatchObject({ code: 13 });
    } finally {
      await client.close();
    }
  });
});
