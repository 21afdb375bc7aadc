import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import request from 'supertest';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import type { Role } from '../../src/config/api-key.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Method = 'get' | 'post' | 'patch' | 'delete';

const RING = {
  name: 'Orbit ring',
  category: 'rings',
  pricing: { basePrice: 1290 },
  materialSpecs: { metal: { type: '14k-gold' } },
  inventory: { quantity: 40 },
};
const BASE = '/api/admin/products';

let rig: TestApp;

beforeAll(async () => {
  rig = await startTestApp({
    prepare: async ({ db }) => {
      await db
        .collection('products')
        .insertMany([
          ...demoProducts().slice(0, 20),
          { _id: 'bad' as never, name: 'Bad', pricing: { basePrice: -1 } },
        ] as never[]);
    },
  });
});
afterAll(async () => {
  await rig.close();
});

const ask = (method: Method, path: string, role: Role = 'admin'): request.Test =>
  request(rig.server)[method](path).set('x-api-key', rig.keys[role]);

async function created(fields: object = {}): Promise<{ id: string; etag: string }> {
  const { body, headers } = await ask('post', BASE)
    .send({ ...RING, ...fields })
    .expect(201);
  return { id: body.data._id as string, etag: String(headers.etag) };
}

describe('products of the admin API', () => {
  it('are created, shown to the public, changed, counted and deleted', async () => {
    const { body, headers } = await ask('post', BASE).send(RING).expect(201);
    const id = body.data._id as string;
    expect(headers).toMatchObject({ location: `${BASE}/${id}`, etag: body.data.etag, 'cache-control': 'no-store' });
    expect(body).toMatchObject({
      success: true,
      data: {
        state: 'product',
        storedVersion: 2,
        revision: 1,
        status: 'active',
        product: { name: 'Orbit ring', inventory: { available: true, quantity: 40 } },
      },
    });
    await request(rig.server).get(`/api/products/${id}`).expect(200);

    const changed = await ask('patch', `${BASE}/${id}`)
      .send({ metadata: { status: 'inactive' } })
      .expect(200);
    expect(changed.body.data).toMatchObject({
      revision: 2,
      status: 'inactive',
      product: { inventory: { available: false } },
    });
    await request(rig.server).get(`/api/products/${id}`).expect(404);
    const shown = await ask('get', `${BASE}/${id}`, 'viewer').expect(200);
    expect(shown.body).toEqual(changed.body);
    expect(shown.headers.etag).toBe(changed.headers.etag);

    await ask('post', `${BASE}/${id}/inventory`).send({ delta: -41 }).expect(409);
    const counted = await ask('post', `${BASE}/${id}/inventory`).send({ delta: -40 }).expect(200);
    expect(counted.body.data).toMatchObject({ revision: 3, product: { inventory: { quantity: 0 } } });
    await ask('delete', `${BASE}/${id}`).send({}).expect(422);
    await ask('delete', `${BASE}/${id}`).expect(422);
    await ask('delete', `${BASE}/${id}`).send({ confirm: 'another' }).expect(422);
    const gone = await ask('delete', `${BASE}/${id}`).send({ confirm: id }).expect(200);
    expect(gone.body).toEqual({ success: true, data: { _id: id, deleted: true, revision: 3 } });
    await ask('get', `${BASE}/${id}`).expect(404);
  });

  const calls = [
    { method: 'get', path: (id: string) => `${BASE}/${id}`, body: undefined, from: 'viewer', status: 200 },
    { method: 'post', path: () => BASE, body: () => RING, from: 'admin', status: 201 },
    {
      method: 'patch',
      path: (id: string) => `${BASE}/${id}`,
      body: () => ({ name: 'New name' }),
      from: 'admin',
      status: 200,
    },
    {
      method: 'post',
      path: (id: string) => `${BASE}/${id}/inventory`,
      body: () => ({ delta: 1 }),
      from: 'admin',
      status: 200,
    },
    {
      method: 'delete',
      path: (id: string) => `${BASE}/${id}`,
      body: (id: string) => ({ confirm: id }),
      from: 'admin',
      status: 200,
    },
  ] as const;
  const roles = ['viewer', 'operator', 'admin'] as const;

  it.each(
    calls.flatMap((call) =>
      roles.map((role) => ({
        ...call,
        role,
        expected: roles.indexOf(role) >= roles.indexOf(call.from) ? call.status : 403,
      })),
    ),
  )('$method as $role → $expected', async ({ method, path, body, role, expected }) => {
    const { id } = await created();
    const call = ask(method, path(id), role);
    await (body === undefined ? call : call.send(body(id))).expect(expected);
    await request(rig.server)[method](path(id)).expect(401);
  });
});

describe('If-Match', () => {
  it('takes the ETag of either API, of a legacy product too, and refuses what has changed since', async () => {
    const [, legacy] = await rig.database.db
      .collection('products')
      .find({
        'pricing.basePrice': { $type: 'number' },
        schemaVersion: { $exists: false },
        'inventory.available': { $type: 'number' },
      })
      .toArray();
    const id = String(legacy?._id);
    const open = await request(rig.server).get(`/api/products/${id}`).expect(200);
    const seen = String(open.headers.etag);

    const { headers } = await ask('patch', `${BASE}/${id}`)
      .set('if-match', seen)
      .send({ name: 'Seen and changed' })
      .expect(200);
    const { body } = await ask('patch', `${BASE}/${id}`)
      .set('if-match', seen)
      .send({ name: 'Too late' })
      .expect(412)
      .expect('content-type', /^application\/problem\+json/);
    expect(body).toMatchObject({ success: false, status: 412, code: 'PRECONDITION_FAILED' });
    await ask('patch', `${BASE}/${id}`)
      .set('if-match', `"other", ${String(headers.etag)}`)
      .send({ metadata: { featured: true } })
      .expect(200);
    await ask('post', `${BASE}/${id}/inventory`).set('if-match', String(headers.etag)).send({ delta: 1 }).expect(412);
    await ask('post', `${BASE}/${id}/inventory`).set('if-match', '*').send({ delta: 1 }).expect(200);
    await ask('delete', `${BASE}/${id}`).set('if-match', seen).send({ confirm: id }).expect(412);
    const now = await request(rig.server).get(`/api/products/${id}`).expect(200);
    await ask('post', `${BASE}/${id}/inventory`)
      .set('if-match', `W/${String(now.headers.etag)}`)
      .send({ delta: 1 })
      .expect(412);
    await ask('delete', `${BASE}/${id}`).set('if-match', String(now.headers.etag)).send({ confirm: id }).expect(200);
  });

  it.each(['abc', '"a', '"a" "b"', '"a",', ''])('refuses %j as no tag', async (header) => {
    const { id } = await created();
    await ask('patch', `${BASE}/${id}`).set('if-match', header).send({ name: 'x' }).expect(400);
  });
});

describe('Idempotency-Key', () => {
  it('makes twenty requests at once have one effect and one answer', async () => {
    const { id } = await created();
    const send = (): request.Test =>
      ask('post', `${BASE}/${id}/inventory`).set('idempotency-key', 'stock-1').send({ delta: -1 });
    const untilAnswered = async (): Promise<request.Response> => {
      for (;;) {
        const response = await send();
        if (response.status !== 409) return response;
        expect(response.headers['retry-after']).toBe('1');
      }
    };

    const answers = await Promise.all(Array.from({ length: 20 }, untilAnswered));

    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] !== 'true')).toHaveLength(1);
    const { body } = await ask('get', `${BASE}/${id}`);
    expect(body.data).toMatchObject({ revision: 2, product: { inventory: { quantity: 39 } } });
  });

  it('replays creation and deletion, with their headers', async () => {
    const key = 'x'.repeat(255);
    const first = await ask('post', BASE).set('idempotency-key', key).send(RING).expect(201);
    const again = await ask('post', BASE)
      .set('idempotency-key', key)
      .send(RING)
      .expect(201)
      .expect('idempotency-replayed', 'true');
    expect(again.text).toBe(first.text);
    expect([again.headers.location, again.headers.etag]).toEqual([first.headers.location, first.headers.etag]);

    const id = first.body.data._id as string;
    const gone = await ask('delete', `${BASE}/${id}`).set('idempotency-key', key).send({ confirm: id }).expect(200);
    const goneAgain = await ask('delete', `${BASE}/${id}`)
      .set('idempotency-key', key)
      .send({ confirm: id })
      .expect(200);
    expect(goneAgain.text).toBe(gone.text);
  });

  it('is of one request: another body is refused, another address is another request', async () => {
    const [a, b] = [await created(), await created()];
    const patch = (id: string, name: string): request.Test =>
      ask('patch', `${BASE}/${id}`).set('idempotency-key', 'one').send({ name });

    await patch(a.id, 'First').expect(200);
    await patch(a.id, 'Second').expect(422);
    await patch(b.id, 'Second').expect(200);
    await patch(a.id, 'First').set('if-match', '*').expect(422);
  });

  it.each(['', ' ', 'a b', 'x'.repeat(256), 'é'])('refuses %j as a key', async (key) => {
    await ask('post', BASE).set('idempotency-key', Buffer.from(key).toString('latin1')).send(RING).expect(400);
  });
});

describe('what nobody may write', () => {
  const bad: readonly (readonly [title: string, body: unknown, parameter: string])[] = [
    ...[
      '_id',
      'revision',
      'schemaVersion',
      '__v',
      'createdAt',
      'updatedAt',
      'legacy',
      'newer',
      'status',
      '$set',
      '$expr',
      '$where',
      'a.b',
      'metadata.tags',
      'detail',
    ].map((name) => [`the field ${name}`, { [name]: 1 }, name] as const),
    ['the field constructor', { inventory: { name: { constructor: 1 } } }, 'inventory.name.constructor'],
    ['an unknown status', { metadata: { status: 'x' } }, 'metadata.status'],
    ['a field deep inside', { materialSpecs: { metal: { weight: 3 } } }, 'materialSpecs.metal.weight'],
    ['an operator for a name', { name: { $gt: '' } }, 'name'],
    ['an operator for an object', { pricing: { $gt: '' } }, 'pricing.$gt'],
    ['an operator for a price', { pricing: { basePrice: { $inc: 1 } } }, 'pricing.basePrice'],
    ['a list for an object', { pricing: [{ basePrice: 1 }] }, 'pricing'],
    ['a text for an object', { metadata: 'featured' }, 'metadata'],
    ['null for a name', { name: null }, 'name'],
    ['null for the metal', { materialSpecs: { metal: null } }, 'materialSpecs.metal'],
    ['a blank name', { name: ' \t ' }, 'name'],
    ['a name with control characters', { name: 'a\0b' }, 'name'],
    ['half a character', { name: 'a\ud800' }, 'name'],
    ['a long name', { name: 'x'.repeat(201) }, 'name'],
    ['a price below 0', { pricing: { basePrice: -0.01 } }, 'pricing.basePrice'],
    ['a price as text', { pricing: { basePrice: '10' } }, 'pricing.basePrice'],
    ['a price beyond all numbers', { pricing: { basePrice: 1e308 } }, 'pricing.basePrice'],
    ['a currency in small letters', { pricing: { currency: 'usd' } }, 'pricing.currency'],
    ['half a piece', { inventory: { quantity: 1.5 } }, 'inventory.quantity'],
    ['pieces below 0', { inventory: { quantity: -1 } }, 'inventory.quantity'],
    ['what follows from the rest', { inventory: { available: false } }, 'inventory.available'],
    ['tags that are no list', { metadata: { tags: 'a,b' } }, 'metadata.tags'],
    ['a tag that is no text', { metadata: { tags: ['a', { $gt: '' }] } }, 'metadata.tags'],
    ['a blank tag', { metadata: { tags: [' '] } }, 'metadata.tags'],
    ['a tag twice', { metadata: { tags: ['a', ' a'] } }, 'metadata.tags'],
    ['too many tags', { metadata: { tags: Array.from({ length: 51 }, (_, index) => `t${index}`) } }, 'metadata.tags'],
    ['an unknown metal', { materialSpecs: { metal: { type: 'tin' } } }, 'materialSpecs.metal.type'],
    ['a stone without a type', { materialSpecs: { stone: { carat: 1 } } }, 'materialSpecs.stone.type'],
    [
      'a stone that contradicts itself',
      { materialSpecs: { stone: { type: 'diamond', sustainability: { labGrown: true } } } },
      'materialSpecs.stone.sustainability.labGrown',
    ],
    ['no carat', { materialSpecs: { stone: { type: 'diamond', carat: 0 } } }, 'materialSpecs.stone.carat'],
    ['half a creator', { creator: { name: 'Mira' } }, 'creator.handle'],
    ['a slug with capitals', { slug: 'Ring' }, 'slug'],
    ['a script for an image', { primaryImage: 'javascript:alert(1)' }, 'primaryImage'],
    ['an image of another scheme', { primaryImage: '//evil.example/x.png' }, 'primaryImage'],
    ['nothing at all', {}, 'body'],
    ['a list', [], 'body'],
    ['a number', 7, 'body'],
  ];
  let id: string;
  beforeAll(async () => {
    ({ id } = await created());
  });

  it.each(bad)('%s', async (_, body, parameter) => {
    const before = await rig.database.db.collection('products').find({}).toArray();
    const answer = await ask('patch', `${BASE}/${id}`)
      .set('content-type', 'application/json')
      .send(JSON.stringify(body));

    expect([answer.status, (answer.body.errors as { parameter: string }[]).map((error) => error.parameter)]).toEqual([
      400,
      expect.arrayContaining([parameter]),
    ]);
    if (typeof body === 'object' && !Array.isArray(body) && Object.keys(body as object).length > 0) {
      await ask('post', BASE)
        .set('content-type', 'application/json')
        .send(JSON.stringify({ ...RING, ...body }))
        .expect(400);
    }
    expect(await rig.database.db.collection('products').find({}).toArray()).toEqual(before);
  });

  it('any JSON at all: it is written as a product or refused, and never breaks', async () => {
    const keys = [
      'name',
      'description',
      'category',
      'slug',
      'pricing',
      'basePrice',
      'currency',
      'inventory',
      'quantity',
      'available',
      'metadata',
      'tags',
      'status',
      'materialSpecs',
      'metal',
      'stone',
      'type',
      'carat',
      'sustainability',
      'labGrown',
      'creator',
      'handle',
      'constructor',
      'prototype',
      'then',
      'toJSON',
      'length',
      'hasOwnProperty',
      'toString',
      '$gt',
      'a.b',
      '0',
    ];
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom(null, 'rings', 'active', 'USD', 'diamond', '14k-gold'),
    );
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('node'), { maxKeys: 4 }),
      ),
    }));
    const bodies = fc.oneof(
      node,
      fc.record(
        { name: leaf, pricing: node, inventory: node, metadata: node, materialSpecs: node, creator: node },
        { requiredKeys: [] },
      ),
    );

    await fc.assert(
      fc.asyncProperty(bodies, fc.boolean(), async (body, isNew) => {
        const call = isNew ? ask('post', BASE) : ask('patch', `${BASE}/${id}`);
        const sent = isNew && typeof body === 'object' && !Array.isArray(body) ? { ...RING, ...body } : body;
        const { status } = await call.set('content-type', 'application/json').send(JSON.stringify(sent));
        expect([200, 201, 400]).toContain(status);
      }),
      { numRuns: 200, seed: 20_261_125 },
    );
    const { body } = await ask('get', `${BASE}/${id}`, 'viewer').expect(200);
    expect(body.data.state).toBe('product');
  });

  it.each([
    {},
    { delta: 0 },
    { delta: 1.5 },
    { delta: '1' },
    { delta: 1e7 },
    { delta: { $inc: 1 } },
    { delta: 1, quantity: 5 },
    { delta: null },
    [],
  ])('a delta like %j', async (body) => {
    await ask('post', `${BASE}/${id}/inventory`).send(body).expect(400);
  });

  it.each([
    ['name', 'name'],
    ['category', 'category'],
    ['pricing', 'pricing'],
    ['materialSpecs', 'materialSpecs'],
  ])('a new product without %s', async (missing, parameter) => {
    const { [missing as 'name']: _, ...rest } = RING;
    const { body } = await ask('post', BASE).send(rest).expect(400);
    expect(body.errors).toEqual([
      expect.objectContaining({ parameter, problem: expect.stringContaining('is required') }),
    ]);
  });

  it('a new product without price or metal in their objects', async () => {
    const { body } = await ask('post', BASE)
      .send({ ...RING, pricing: {}, materialSpecs: {} })
      .expect(400);
    expect((body.errors as { parameter: string }[]).map(({ parameter }) => parameter)).toEqual([
      'pricing.basePrice',
      'materialSpecs.metal',
    ]);
  });

  it('a document that the mapping refuses', async () => {
    const { body } = await ask('patch', `${BASE}/bad`).send({ name: 'x' }).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ parameter: 'pricing.basePrice' })]);
    const shown = await ask('get', `${BASE}/bad`, 'viewer').expect(200);
    expect(shown.body.data).toMatchObject({
      state: 'failing',
      storedVersion: 1,
      product: null,
      findings: [{ path: 'pricing.basePrice' }],
    });
    expect(shown.headers).not.toHaveProperty('etag');
  });

  it.each([
    '%00',
    '%ff',
    'a'.repeat(500),
    '$where',
    '..%2f..',
    '[object Object]',
    '64b0c0ffee64b0c0ffee64b0',
    '9'.repeat(15),
  ])('a product of the id %s', async (strange) => {
    for (const method of ['get', 'patch', 'delete'] as const) {
      const call = ask(method, `${BASE}/${strange}`);
      const { status } = await (method === 'get'
        ? call
        : call.send(method === 'patch' ? { name: 'x' } : { confirm: strange }));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });
});

describe('what is written', () => {
  it('is trimmed, plain text, and has no operator in it', async () => {
    const { id } = await created({
      name: '  Orbit  ',
      description: '{"$gt": ""}\n<script>',
      metadata: { tags: [' new ', 'gold'] },
    });
    const document = await rig.database.db
      .collection('products')
      .findOne({ name: 'Orbit', slug: { $regex: '^orbit-' } });

    expect(document).toMatchObject({ description: '{"$gt": ""}\n<script>', metadata: { tags: ['new', 'gold'] } });
    expect(JSON.stringify(Object.keys(document ?? {}))).not.toContain('$');
    expect(String(document?._id)).toBe(id);
  });

  it('can be sent back as it was read', async () => {
    const { id } = await created({ metadata: { tags: ['a'] }, creator: { handle: 'mira', name: 'Mira' } });
    const { body } = await request(rig.server).get(`/api/products/${id}`).expect(200);
    const { _id, detail, ...fields } = body.data as Record<string, unknown>;
    expect([_id, typeof detail]).toEqual([id, 'object']);

    const { body: after } = await ask('patch', `${BASE}/${id}`).send(fields).expect(200);

    expect({ ...after.data.product }).toEqual(body.data);
  });
});
