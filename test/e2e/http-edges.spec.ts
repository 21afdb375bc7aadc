import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { rawExchange } from '../support/raw-exchange.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let rig: TestApp;
let port: number;

beforeAll(async () => {
  rig = await startTestApp({
    prepare: async ({ db }) => {
      await db.collection('products').insertMany(demoProducts().slice(0, 5) as never[]);
    },
  });
  await rig.app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = rig.server.address() as AddressInfo);
});
afterAll(async () => {
  await rig.close();
});

const PRODUCTS = '/api/admin/products';
const RING = {
  name: 'Edge ring',
  category: 'rings',
  pricing: { basePrice: 10 },
  materialSpecs: { metal: { type: 'silver' } },
};

/** Sends a body of exactly these bytes. */
function send(
  method: 'post' | 'patch',
  path: string,
  { type = 'application/json', body }: { readonly type?: string; readonly body: Uint8Array | string },
): request.Test {
  const agent = request(rig.server);
  const call = method === 'post' ? agent.post(path) : agent.patch(path);
  return call
    .set('x-api-key', rig.keys.admin)
    .set('content-type', type)
    .serialize((value: unknown) => value as string)
    .send(body as never);
}

const raw = (text: string | Buffer): Promise<string> => rawExchange(port, text);

/** Resolves when a connection is closed, also by a reset. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket
      .on('error', () => undefined)
      .on('close', () => {
        resolve();
      });
  });
}

async function created(fields: object = {}): Promise<string> {
  const { body } = await send('post', PRODUCTS, { body: JSON.stringify({ ...RING, ...fields }) }).expect(201);
  return body.data._id as string;
}

describe('text that is not UTF-8 is refused, never replaced', () => {
  let id: string;
  beforeAll(async () => {
    id = await created({ description: 'as it was' });
  });
  const description = async (): Promise<unknown> =>
    (await rig.database.db.collection('products').findOne({ name: RING.name }))?.description;
  const latin1 = Buffer.from('{"description":"Caf\xe9"}', 'latin1');

  it.each([
    'iso-8859-1',
    'ISO-8859-1',
    'windows-1252',
    'utf-16',
    'utf-16le',
    'utf-7',
    'us-ascii',
    '"latin1"',
    'x'.repeat(300),
    `${'\t'.repeat(30_000)}="t"`,
  ])('charset=%s', async (charset) => {
    for (const body of [latin1, Buffer.from('{"description":"plain"}')]) {
      const answer = await send('patch', `${PRODUCTS}/${id}`, {
        type: `application/json; charset=${charset}`,
        body,
      }).expect(415);
      expect(answer.body).toMatchObject({
        success: false,
        code: 'UNSUPPORTED_MEDIA_TYPE',
        detail: expect.stringContaining(charset.replaceAll('"', '').toLowerCase().trim().slice(0, 40)),
      });
    }
    expect(await description()).toBe('as it was');
  });

  it.each([
    ['a Latin-1 letter', latin1],
    ['half a sequence', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc3, 0x22, 0x7d])],
    ['UTF-16', Buffer.from('\uFEFF{"description":"x"}', 'utf16le')],
    ['a surrogate', Buffer.from('7b2261223a22eda080227d', 'hex')],
    ['an overlong slash', Buffer.from('7b2261223a22c0af227d', 'hex')],
    ['a byte ff', Buffer.from('7b2261223a22ff227d', 'hex')],
  ])('%s in a body, of REST and of GraphQL', async (_, body) => {
    for (const path of [`${PRODUCTS}/${id}`, '/graphql']) {
      const { body: answer } = await send(path === '/graphql' ? 'post' : 'patch', path, { body }).expect(400);
      expect(answer).toMatchObject({
        code: 'INVALID_INPUT',
        errors: [{ parameter: 'body', problem: expect.stringContaining('UTF-8') }],
      });
    }
    expect(await description()).toBe('as it was');
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf8"',
    'application/json',
  ])('%s is read', async (type) => {
    await send('patch', `${PRODUCTS}/${id}`, { type, body: '{"description":"Café \u{1F48D}"}' }).expect(200);
    expect(await description()).toBe('Café \u{1F48D}');
    await send('patch', `${PRODUCTS}/${id}`, { type, body: '\uFEFF{"description":"as it was"}' }).expect(200);
  });

  it.each([
    ['/api/products?q=pav%E9', 'q'],
    ['/api/products?tags=na%EFve', 'tags'],
    ['/api/products?metal=silver&q=%ff%fe', 'q'],
    ['/api/catalog/suggest?q=%c3', 'q'],
    ['/api/catalog/facets?q=%ed%a0%80', 'q'],
    ['/api/products?q=%c0%af', 'q'],
    ['/api/products?%ff=1', '%ff'],
    ['/api/products/ring?x=%80', 'x'],
  ])('GET %s names the parameter', async (path, parameter) => {
    const { body } = await request(rig.server).get(path).expect(400);
    expect(body).toMatchObject({
      success: false,
      code: 'INVALID_INPUT',
      errors: [{ parameter, problem: expect.stringContaining('UTF-8') }],
    });
  });

  it.each(['/api/products?q=pav%C3%A9', '/api/products?q=100%', '/api/products?q=50%25%20off'])(
    'GET %s is read',
    (path) => request(rig.server).get(path).expect(200),
  );

  it.each(['/api/products/%ff', '/api/admin/products/%E9t%E9'])('the path %s', (path) =>
    request(rig.server)
      .get(path)
      .set('x-api-key', rig.keys.admin)
      .expect(400)
      .expect('content-type', /problem\+json/),
  );

  it.each(['utf8', 'latin1'] as const)(
    'bytes in an address that were not encoded (%s) are refused',
    async (encoding) => {
      expect(await raw(Buffer.from('GET /api/products?q=caf\xe9 HTTP/1.1\r\nHost: x\r\n\r\n', encoding))).toMatch(
        /^HTTP\/1\.1 400 [^]*problem\+json/,
      );
    },
  );
});

describe('a key that stands twice in a body is refused by name', () => {
  it.each([
    ['{"name":"A","name":"B"}', 'name'],
    ['{"name":"A","pricing":{"basePrice":1,"basePrice":2}}', 'pricing.basePrice'],
    ['{"metadata":{"tags":["a"]},"metadata":{}}', 'metadata'],
    [String.raw`{"name":"A","\u006eame":"B"}`, 'name'],
    ['{"a":[{"b":1},{"b":1,"b":1}]}', 'a.1.b'],
  ])('%s', async (body, parameter) => {
    for (const [method, path] of [
      ['post', PRODUCTS],
      ['post', '/graphql'],
      ['post', '/api/admin/migrations'],
    ] as const) {
      const answer = await send(method, path, { body }).expect(400);
      expect(answer.body).toMatchObject({ errors: [{ parameter, problem: expect.stringContaining('twice') }] });
    }
  });
});

describe('a field named like a member of every object is refused by name, never dropped', () => {
  it.each(
    Object.getOwnPropertyNames(Object.prototype).flatMap((name) => [
      [`{"name":"x","pricing":{"basePrice":1,${JSON.stringify(name)}:1}}`, `pricing.${name}`],
      [`{${JSON.stringify(name)}:{}}`, name],
    ]),
  )('%s', async (body, parameter) => {
    const answer = await send('post', PRODUCTS, { body }).expect(400);
    expect(answer.body).toMatchObject({ code: 'INVALID_INPUT', errors: [{ parameter }] });
    await send('post', '/graphql', { body }).expect(400);
    await send('post', '/api/admin/migrations/validate', { body }).expect(400);
  });
});

describe('a name that nobody can see is refused', () => {
  const invisible = [
    '\u202e',
    '\u200b\u200c',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u3164',
    '\u2800',
    '\u200f\u202a',
    '\u180e',
    '\u0301',
    '\ufe0f',
    '\u{e0041}',
    '\u2028',
  ];

  it.each(invisible)('%j', async (name) => {
    for (const [fields, parameter] of [
      [{ name }, 'name'],
      [{ metadata: { tags: [name] } }, 'metadata.tags'],
      [{ materialSpecs: { metal: { type: 'silver', finish: name } } }, 'materialSpecs.metal.finish'],
    ] as const) {
      const { body } = await send('post', PRODUCTS, { body: JSON.stringify({ ...RING, ...fields }) }).expect(400);
      expect(body.errors).toMatchObject([{ parameter }]);
    }
  });

  it.each(['\u{1F48D}', 'خاتم', 'e\u0301', '\u200fخاتم', '指輪', '7', '☀', 'A\u200dB'])('%j can be seen', (name) =>
    send('post', PRODUCTS, { body: JSON.stringify({ ...RING, name }) }).expect(201),
  );
});

describe('remedies arrive', () => {
  it.each([
    { title: 'an empty body', ask: () => send('post', PRODUCTS, { body: '' }), status: 400, says: 'send JSON' },
    {
      title: 'a cut-off body',
      ask: () => send('post', PRODUCTS, { body: '{"a":' }),
      status: 400,
      says: 'not valid JSON',
    },
    {
      title: 'a body beyond the limit',
      ask: () => send('post', PRODUCTS, { body: JSON.stringify({ name: 'x'.repeat(70_000) }) }),
      status: 413,
      says: '64 kB',
    },
    {
      title: 'a form',
      ask: () => send('post', PRODUCTS, { type: 'application/x-www-form-urlencoded', body: 'a=1' }),
      status: 415,
      says: 'application/json',
    },
    {
      title: 'XML',
      ask: () => send('patch', `${PRODUCTS}/x`, { type: 'application/xml', body: '<a/>' }),
      status: 415,
      says: 'application/json',
    },
    {
      title: 'a merge patch that creates',
      ask: () => send('post', PRODUCTS, { type: 'application/merge-patch+json', body: '{}' }),
      status: 415,
      says: 'is for PATCH',
    },
  ])('for $title', async ({ ask, status, says }) => {
    const { body, headers } = await ask().expect(status);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body.detail).toContain(says);
  });

  it('PATCH takes a merge patch by that name, and says so where it gets something else', async () => {
    const id = await created();
    await send('patch', `${PRODUCTS}/${id}`, {
      type: 'application/merge-patch+json',
      body: '{"name":"Merged"}',
    }).expect(200);
    const { headers } = await send('patch', `${PRODUCTS}/${id}`, {
      type: 'application/json-patch+json',
      body: '[]',
    }).expect(415);
    expect(headers['accept-patch']).toBe('application/merge-patch+json, application/json');
  });

  it.each([
    ['inventory', { delta: '1' }, 'integer', 'without quotes'],
    ['inventory', { delta: 1.5 }, 'must be', 'integer'],
    ['inventory', { delta: '2000000' }, 'integer', 'without quotes'],
    ['inventory', { delta: true }, 'must be', 'integer'],
    ['', { pricing: { basePrice: '10' } }, 'number', 'without quotes'],
    ['', { inventory: { quantity: '5' } }, 'an integer', 'without quotes'],
    ['', { metadata: { featured: 'true' } }, 'true or false', 'without quotes'],
  ])('%s %j is told to be %s, %s', async (route, body, kind, hint) => {
    const id = await created();
    const answer = await send(route === '' ? 'patch' : 'post', `${PRODUCTS}/${id}${route === '' ? '' : `/${route}`}`, {
      body: JSON.stringify(body),
    }).expect(400);
    expect(answer.body.errors[0].problem).toContain(kind);
    expect(answer.body.errors[0].problem).toContain(hint);
  });
});

describe('OPTIONS without a preflight tells the methods', () => {
  it.each([
    ['/api/products', 'GET, HEAD, OPTIONS'],
    ['/api/products/ring', 'GET, HEAD, OPTIONS'],
    ['/health/live', 'GET, HEAD, OPTIONS'],
    ['/graphql', 'GET, HEAD, POST, OPTIONS'],
    ['/api/admin/products', 'POST, OPTIONS'],
    ['/api/admin/products/x', 'DELETE, GET, HEAD, PATCH, OPTIONS'],
  ])('%s', async (path, allow) => {
    const { headers, text } = await request(rig.server).options(path).expect(204);
    expect([headers.allow, text]).toEqual([allow, '']);
    expect(headers['accept-patch'] === undefined).toBe(!allow.includes('PATCH'));
    await request(rig.server).options(path).set('origin', 'https://shop.example').expect(204).expect('allow', allow);
  });

  it('of nothing is a problem', () =>
    request(rig.server)
      .options('/nowhere')
      .expect(404)
      .expect('content-type', /problem\+json/));

  it('leaves preflights to CORS', async () => {
    const { headers } = await request(rig.server)
      .options('/api/products')
      .set('origin', 'https://shop.example')
      .set('access-control-request-method', 'GET')
      .expect(204);
    expect(headers['access-control-allow-origin']).toBe('*');
    await request(rig.server)
      .options('/api/admin/products')
      .set('origin', 'https://shop.example')
      .set('access-control-request-method', 'POST')
      .expect(405);
  });
});

describe('what Node would refuse by itself is a problem document', () => {
  it.each([
    ['no Host', 'GET /api/products HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'Host'],
    ['an unknown expectation', 'GET /health/live HTTP/1.1\r\nHost: x\r\nExpect: foo\r\n\r\n', 417, 'Expect'],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 405, 'CONNECT'],
    [
      'a head that is too large',
      `GET /health/live HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(70_000)}\r\n\r\n`,
      431,
      '64 kB',
    ],
    ['garbage', 'GARBAGE\r\n\r\n', 400, 'HTTP'],
  ])('%s', async (_, text, status, says) => {
    const answer = await raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(JSON.parse(answer.slice(answer.indexOf('{')).replace(/\}[^}]*$/, '}'))).toMatchObject({
      success: false,
      status,
      detail: expect.stringContaining(says),
    });
  });

  it.each(['%2Fapi', 'api', '%2F..%2F', '?x'])(
    'and has no body for HEAD, whose client would not expect one: %s',
    async (target) => {
      const [head = '', body] = (await raw(`HEAD ${target} HTTP/1.1\r\nHost: x\r\n\r\n`)).split('\r\n\r\n');
      expect(head).toMatch(/^HTTP\/1\.1 400 /);
      expect(body).toBe('');
    },
  );

  it('and has none where nobody can tell whether it was asked by HEAD: the head came in pieces', async () => {
    const socket = connect(port, '127.0.0.1');
    const closed = closing(socket);
    let answer = '';
    socket.on('data', (part: Buffer) => (answer += part.toString()));
    const accepted = once(rig.server, 'connection') as Promise<[Socket]>;
    socket.write('HEAD /health/live HTTP/1.1\r\nHost: x\r\n');
    const [inside] = await accepted;
    while (inside.bytesRead === 0) await sleep(1);
    socket.write('no header at all\r\n\r\n');
    await closed;

    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*\r\nContent-Length: 0\r\n[^]*\r\n\r\n$/);
  });

  it('also on a connection that has been used before', async () => {
    const socket = connect(port, '127.0.0.1');
    const closed = closing(socket);
    let answers = '';
    socket.on('data', (part: Buffer) => (answers += part.toString()));
    socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    while (!answers.endsWith('}')) await sleep(1);
    answers = '';
    socket.write('BREW /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    await closed;

    expect(answers).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json[^]*"status":400/);
  });

  it('but HTTP/1.0 needs no Host', async () => {
    expect(await raw('GET /health/live HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200/);
  });
});

describe('answers of the admin API are never stored by a cache', () => {
  it.each([
    '/api/admin/migrations',
    '/api/admin/quarantine',
    '/api/admin/backups',
    '/api/admin/indexes',
    '/api/admin/audit',
    '/api/admin/alerts',
    '/api/admin/nowhere',
    '/api/admin/migrations/none',
    '/api/admin/products/none',
    '/api/%61dmin/quarantine',
  ])('%s', async (path) => {
    for (const key of [rig.keys.admin, 'wrong', undefined]) {
      const call = request(rig.server).get(path);
      const { headers } = await (key === undefined ? call : call.set('x-api-key', key));
      expect(headers['cache-control']).toBe('no-store');
    }
  });
});

describe('unknown paths', () => {
  it('count against the rate limit, and are refused by it', async () => {
    const limited = await startTestApp({ settings: { RATE_LIMIT_PER_MINUTE: 2 } });
    try {
      await request(limited.server).get('/nowhere').expect(404);
      await request(limited.server).get('/.env').expect(404);
      const { body, headers } = await request(limited.server).get('/wp-login.php').expect(429);
      expect(body).toMatchObject({ code: 'RATE_LIMITED' });
      expect(headers['retry-after']).toMatch(/^\d+$/);
    } finally {
      await limited.close();
    }
  });
});

describe('the rate limit', () => {
  it('counts the addresses of one IPv6 network together', async () => {
    const limited = await startTestApp({ settings: { RATE_LIMIT_PER_MINUTE: 2 } });
    try {
      const statuses: number[] = [];
      for (const remoteAddress of ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3', '2001:db8:0:1::1'])
        statuses.push((await limited.app.inject({ url: '/nowhere', remoteAddress })).statusCode);
      expect(statuses).toEqual([404, 404, 429, 404]);
    } finally {
      await limited.close();
    }
  });
});
