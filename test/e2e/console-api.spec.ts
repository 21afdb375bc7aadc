import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import request from 'supertest';

import type { Role } from '../../src/config/api-key.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { eventually } from '../support/eventually.js';
import { insertRaw, withObject } from '../support/insert-raw.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LEGACY = demoProducts().slice(0, 20);
const REFUSED = { _id: 'bad', name: 'Bad', pricing: { basePrice: -1 } };
const UNKNOWN = { _id: 'what', note: 'no product' };
const STORED = new mongo.ObjectId();

let rig: TestApp;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-console-'));
  rig = await startTestApp({
    settings: { LAZY_UPGRADE: 'read-only', BACKUP_DIR: folder, JOURNAL_ENABLED: true },
    prepare: async ({ db }) => {
      const typed = { ...LEGACY[0], _id: STORED, price: new mongo.Double(12), slug: 'typed' };
      await db.collection('products').insertMany([...LEGACY, REFUSED, UNKNOWN, typed] as never[]);
    },
  });
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, role: Role = 'viewer'): request.Test =>
  request(rig.server).get(`/api/admin/${path}`).set('x-api-key', rig.keys[role]);

interface Counted {
  readonly total: number;
  readonly unrecognised: number;
  readonly byVersion: readonly { readonly version: string; readonly documents: number; readonly refused: number }[];
}

const census = async (): Promise<Counted> => (await get('census').expect(200)).body.data as Counted;

/** Waits for the expected census: it follows the change stream. */
function censusWhen(holds: (counted: Counted) => boolean): Promise<Counted> {
  return eventually(`a census for which ${String(holds)}`, async () => {
    const counted = await census();
    return holds(counted) && counted;
  });
}

const documentsOf = ({ byVersion }: Counted, name: string): number =>
  byVersion.find(({ version }) => version === name)?.documents ?? -1;

describe('who am I', () => {
  it.each(['viewer', 'operator', 'admin'] as const)('tells the %s what it may do', async (role) => {
    const { body } = await get('me', role).expect(200);
    expect(body.data).toMatchObject({ name: role, role });
    const operations = body.data.operations as { operationId: string; role: Role; allowed: boolean }[];
    const may = operations.filter(({ allowed }) => allowed).map(({ operationId }) => operationId);
    expect(may).toContain('getMonitoring');
    expect(may.includes('startMigration')).toBe(role !== 'viewer');
    expect(may.includes('restoreBackup')).toBe(role === 'admin');
  });

  it('names exactly the admin operations of the OpenAPI document, each with the role that it states', async () => {
    const { body: document } = await request(rig.server).get('/docs/openapi.json').expect(200);
    type Described = { readonly operationId: string; readonly description?: string; readonly security?: unknown };
    const described = Object.values(document.paths as Record<string, Record<string, Described>>)
      .flatMap((path) => Object.values(path))
      .filter(({ security }) => security !== undefined)
      .map(({ operationId, description = '' }) => [operationId, /For the role (\w+)/.exec(description)?.[1]]);
    const { body } = await get('me').expect(200);
    const told = (body.data.operations as { operationId: string; role: string }[]).map(({ operationId, role }) => [
      operationId,
      role,
    ]);
    expect(told).toEqual(described.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
  });

  it('refuses parameters and strangers', async () => {
    await get('me?x=1').expect(400);
    await request(rig.server).get('/api/admin/me').expect(401);
    await request(rig.server).get('/api/admin/me').set('x-api-key', 'a-guess').expect(401);
  });
});

describe('the census', () => {
  it('counts what is stored by version, with what is refused and what is of no version', async () => {
    const counted = await census();
    expect(counted).toMatchObject({ total: 23, unrecognised: 1, isStale: false, reading: null });
    const refused = counted.byVersion.map((version) => version.refused);
    expect(refused.reduce((sum, count) => sum + count, 0)).toBe(1);
    const sum = counted.byVersion.reduce((total, { documents }) => total + documents, counted.unrecognised);
    expect(sum).toBe(counted.total);
  });

  it('follows what others write: inserts, upgrades, repairs and deletes', async () => {
    const before = await census();
    const products = rig.database.db.collection<{ _id: string }>('products');
    const { body } = await request(rig.server)
      .post('/api/admin/products')
      .set('x-api-key', rig.keys.admin)
      .send({
        name: 'Orbit',
        category: 'rings',
        pricing: { basePrice: 10 },
        materialSpecs: { metal: { type: '14k-gold' } },
      })
      .expect(201);
    const added = await censusWhen(({ total }) => total === before.total + 1);
    expect(documentsOf(added, 'v2')).toBe(documentsOf(before, 'v2') + 1);

    const id = String(LEGACY[1]?._id);
    await request(rig.server)
      .patch(`/api/admin/products/${id}`)
      .set('x-api-key', rig.keys.admin)
      .send({ name: 'Another name' })
      .expect(200);
    const upgraded = await censusWhen((counted) => documentsOf(counted, 'v2') === documentsOf(added, 'v2') + 1);
    expect(upgraded.total).toBe(added.total);

    await products.updateOne({ _id: 'what' }, { $set: { price: 3, pricing: { basePrice: 3 }, name: 'A ring' } });
    await censusWhen(({ unrecognised }) => unrecognised === 0);
    await products.updateOne({ _id: 'what' }, { $unset: { price: '', pricing: '' } });
    await censusWhen(({ unrecognised }) => unrecognised === 1);
    await request(rig.server)
      .delete(`/api/admin/products/${body.data._id}`)
      .set('x-api-key', rig.keys.admin)
      .send({ confirm: body.data._id })
      .expect(200);
    await censusWhen(({ total }) => total === before.total);
  });
});

describe('a product in its forms', () => {
  it('shows a legacy document as stored, as answered and as the upgrade would write it', async () => {
    const id = String(LEGACY[3]?._id);
    const { body } = await get(`products/${id}/versions`).expect(200);
    const { data } = body;
    expect(data).toMatchObject({ _id: id, state: 'product', latestVersion: 2, isPublic: true, findings: [] });
    expect(data.storedVersion).toBeLessThan(2);
    const stored = await rig.database.db.collection('products').findOne({ _id: LEGACY[3]?._id as never });
    expect(data.stored.document.name).toBe(stored?.['name']);
    expect(Object.keys(data.stored.document)).toEqual(Object.keys(stored ?? {}));

    const answered = await request(rig.server).get(`/api/products/${id}`).expect(200);
    expect(data.answered).toEqual(answered.body.data);

    expect(data.migrated).toMatchObject({
      changes: true,
      problem: null,
      document: { schemaVersion: expect.anything() },
    });
    expect(data.migrated.document.materialSpecs.metal.type).toBe(data.answered.materialSpecs.metal.type);
  });

  it('writes what it has shown', async () => {
    const id = String(LEGACY[4]?._id);
    const { body } = await get(`products/${id}/versions`).expect(200);
    const shown = body.data.migrated.document as Record<string, unknown>;
    await request(rig.server)
      .patch(`/api/admin/products/${id}`)
      .set('x-api-key', rig.keys.admin)
      .send({ metadata: { featured: body.data.answered.metadata.featured } })
      .expect(200);
    const after = (await get(`products/${id}/versions`).expect(200)).body.data;
    expect(after).toMatchObject({ storedVersion: 2, migrated: { changes: false, copied: [], set: [] } });
    expect(after.stored.document.materialSpecs).toEqual(shown['materialSpecs']);
    expect(after.stored.document.pricing).toEqual(shown['pricing']);
  });

  it('tells types apart, and finds ids of other types', async () => {
    const { body } = await get(`products/${STORED.toHexString()}/versions`).expect(200);
    expect(body.data.stored.document).toMatchObject({
      _id: { $oid: STORED.toHexString() },
      price: { $numberDouble: '12.0' },
    });
  });

  it('says where a field was copied from, except for values kept for a rollback', async () => {
    const { body } = await get(`products/${String(LEGACY[3]?._id)}/versions`).expect(200);
    const copied = body.data.migrated.copied as { path: string; from: string }[];
    expect(copied.length).toBeGreaterThan(0);
    for (const { path } of copied) expect(path).not.toMatch(/^(legacy|newer)\b/);
  });

  it('shows what cannot be served, with the reason', async () => {
    const refused = (await get('products/bad/versions').expect(200)).body.data;
    expect(refused).toMatchObject({ state: 'failing', answered: null, migrated: null, isPublic: false });
    expect(refused.findings[0].path).toContain('basePrice');
    expect(refused.stored.document.name).toBe('Bad');

    const unknown = (await get('products/what/versions').expect(200)).body.data;
    expect(unknown).toMatchObject({ state: 'unrecognised', storedVersion: null, answered: null, migrated: null });
    expect(unknown.findings).not.toEqual([]);
  });

  it('shows a document that no driver can decode', async () => {
    const fields = { _id: 'broken', name: 'Broken', pricing: { basePrice: 1 } };
    const document = withObject(Buffer.from(mongo.BSON.serialize(fields)), 'extra', Buffer.from('0500000000', 'hex'));
    await insertRaw(rig.database.uri, rig.database.db.collection('products'), document);
    const { body } = await get('products/broken/versions').expect(200);
    expect(body.data.stored.bytes).toBe(document.length);
  });

  it('is a 404 where there is none, and refuses parameters', async () => {
    await get('products/nobody/versions').expect(404);
    await get('products/bad/versions?x=1').expect(400);
  });
});

describe('latency over time', () => {
  it('has a point each ten seconds, for each class with its limit', async () => {
    const { body } = await get('latency?minutes=5').expect(200);
    expect(body.data).toMatchObject({ stepSeconds: 10, instance: { pid: process.pid } });
    expect(Date.parse(body.data.to) - Date.parse(body.data.from)).toBe(300_000);
    expect(body.data.classes).toHaveLength(8);
    for (const one of body.data.classes) {
      expect([one.count.length, one.p50.length, one.p95.length]).toEqual([30, 30, 30]);
      expect(one.limitMs).toBeGreaterThan(0);
    }
  });

  it('counts a request in the step in which it was answered', async () => {
    await request(rig.server).get('/api/products?metal=platinum').expect(200);
    const counted = async (): Promise<number> => {
      const { body } = await get('latency?class=material-filter&minutes=1').expect(200);
      return (body.data.classes[0].count as number[]).reduce((sum, count) => sum + count, 0);
    };
    await eventually('a counted request', async () => (await counted()) > 0);
    expect(await counted()).toBe(1);
  });

  it.each(['class=none', 'minutes=0', 'minutes=361', 'x=1'])('refuses %s', async (query) => {
    await get(`latency?${query}`).expect(400);
  });
});

describe('what can be restored', () => {
  it('begins with the backup on which the journal is based', async () => {
    type Stretch = { readonly backupId: string; readonly endedBy: string };
    await eventually('a backup with a journal', async () => {
      const { body } = await get('backups/coverage').expect(200);
      return (body.data.stretches as Stretch[])[0]?.endedBy === 'present';
    });
    await get('backups/coverage?x=1').expect(400);
  });
});

describe('the limit of requests', () => {
  it('counts consoles by key, and visitors of the same address by address', async () => {
    const limited = await startTestApp({ settings: { RATE_LIMIT_PER_MINUTE: 2 } });
    const ask = (role?: Role): request.Test => {
      const asked = request(limited.server).get('/api/admin/me');
      return role === undefined ? asked : asked.set('x-api-key', limited.keys[role]);
    };
    try {
      for (const role of ['viewer', 'admin'] as const) {
        await ask(role).expect(200);
        await ask(role).expect(200);
        const { headers, body } = await ask(role).expect(429);
        expect(headers['ratelimit-policy']).toBe('"key";q=2;w=60');
        expect(body.detail).toContain('with one key from one address');
      }
      await request(limited.server).get('/nowhere').expect(404);
      await ask().expect(401);
      const guess = await ask().set('x-api-key', 'a-guess').expect(429);
      expect(guess.headers['ratelimit-policy']).toBe('"address";q=2;w=60');
    } finally {
      await limited.close();
    }
  });
});
