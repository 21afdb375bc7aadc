import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import request from 'supertest';

import { RequireRole } from '../../src/admin/require-role.decorator.js';
import { NotFoundError } from '../../src/errors/domain-error.js';
import { Public } from '../../src/http/public.decorator.js';
import { rawExchange } from '../support/raw-exchange.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SECRET = 'mongodb://user:hunter2-canary@db';

@Public()
@Controller('probe')
class ProbeController {
  @Post('echo')
  echo(@Body() body: unknown): { body: unknown } {
    return { body };
  }

  @Get('long')
  long(): { text: string } {
    return { text: 'gold '.repeat(1000) };
  }

  @Get('missing')
  missing(): never {
    throw new NotFoundError('There is no product ring-1');
  }

  @Get('broken')
  broken(): never {
    throw new Error(`could not reach ${SECRET}`);
  }

  @Get('database-down')
  databaseDown(): never {
    throw Object.assign(new Error(`connect ECONNREFUSED ${SECRET}`), { name: 'MongoServerSelectionError' });
  }
}

@Controller('api/admin/probe')
class AdminProbeController {
  @Get('unmarked')
  unmarked(): string {
    return 'in';
  }

  @Get('viewer')
  @RequireRole('viewer')
  viewer(): string {
    return 'in';
  }

  @Get('operator')
  @RequireRole('operator')
  operator(): string {
    return 'in';
  }

  @Post('admin')
  @RequireRole('admin')
  admin(): string {
    return 'in';
  }
}

@Module({ controllers: [ProbeController, AdminProbeController] })
class ProbeModule {}

let rig: TestApp;

beforeAll(async () => {
  rig = await startTestApp({ modules: [ProbeModule] });
});

afterAll(async () => {
  await rig.close();
});

const get = (path: string): request.Test => request(rig.server).get(path);
const post = (path: string): request.Test => request(rig.server).post(path);
const postJson = (text: string): request.Test => post('/probe/echo').set('content-type', 'application/json').send(text);

describe('operations', () => {
  it('is alive', async () => {
    const { body, headers } = await get('/health/live').expect(200);

    expect(body).toEqual({ status: 'ok' });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('tells its metrics: requests by route, commands and pool', async () => {
    await get('/probe/long').expect(200);

    const { text } = await get('/metrics')
      .expect(200)
      .expect('content-type', /^text\/plain/);

    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/probe/long",status="200"}');
    expect(text).toMatch(/mongodb_pool_connections \d/);
    expect(text).toContain('process_resident_memory_bytes');
  });
});

describe('request ids', () => {
  it('keeps an id that is safe for logs', () =>
    get('/health/live').set('x-request-id', 'shop_42-a').expect('x-request-id', 'shop_42-a'));

  it.each(['a b', 'x'.repeat(65), '{"a":1}', '%0d%0a', '../../x'])('replaces %j', async (sent) => {
    const { headers } = await get('/health/live').set('x-request-id', sent).expect(200);

    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });

  it('names the request in a problem', async () => {
    const { body } = await get('/nowhere?token=s3cret').set('x-request-id', 'abc').expect(404);

    expect(body).toMatchObject({ requestId: 'abc', instance: '/nowhere' });
  });
});

describe('problems', () => {
  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  it.each([
    { title: 'an unknown path', ask: () => get('/nowhere'), status: 404, code: 'NOT_FOUND' },
    { title: 'a thing that is not there', ask: () => get('/probe/missing'), status: 404, code: 'NOT_FOUND' },
    { title: 'a wrong method', ask: () => post('/health/live'), status: 405, code: 'METHOD_NOT_ALLOWED' },
    { title: 'a broken percent-encoding', ask: () => get('/probe/%zz'), status: 400, code: 'BAD_REQUEST' },
    { title: 'a path of bytes that are not UTF-8', ask: () => get('/probe/%ff'), status: 400, code: 'BAD_REQUEST' },
    { title: 'broken JSON', ask: () => postJson('{"a":'), status: 400, code: 'BAD_REQUEST' },
    { title: 'an empty body', ask: () => postJson(''), status: 400, code: 'BAD_REQUEST' },
    { title: 'JSON 33 deep', ask: () => postJson(deep(33)), status: 400, code: 'INVALID_INPUT' },
    { title: 'JSON 30000 deep', ask: () => postJson(deep(30_000)), status: 400, code: 'INVALID_INPUT' },
    {
      title: 'a body that reaches for the prototype',
      ask: () => postJson('{"a":{"__proto__":{"x":1}}}'),
      status: 400,
      code: 'INVALID_INPUT',
    },
    {
      title: 'a body that reaches for the constructor',
      ask: () => postJson('{"constructor":{"prototype":{"x":1}}}'),
      status: 400,
      code: 'INVALID_INPUT',
    },
    {
      title: 'a body over 64 kB',
      ask: () => postJson(JSON.stringify('x'.repeat(65_536))),
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
    },
    {
      title: 'plain text',
      ask: () => post('/probe/echo').set('content-type', 'text/plain').send('{}'),
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    },
    {
      title: 'a form',
      ask: () => post('/probe/echo').type('form').send({ a: 1 }),
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    },
    { title: 'an unexpected error', ask: () => get('/probe/broken'), status: 500, code: 'INTERNAL' },
    {
      title: 'a database that is away',
      ask: () => get('/probe/database-down'),
      status: 503,
      code: 'DATABASE_UNAVAILABLE',
    },
  ])('answers $title with $status', async ({ ask, status, code }) => {
    const { body, headers } = await ask().expect(status);

    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/problem\+json/),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(body).toEqual(
      expect.objectContaining({
        success: false,
        status,
        code,
        type: expect.stringMatching(/^urn:problem:catalog:[a-z-]+$/),
        title: expect.any(String),
        detail: expect.any(String),
        instance: expect.stringMatching(/^\//),
        requestId: headers['x-request-id'],
      }),
    );
    expect(JSON.stringify(body)).not.toMatch(/hunter2|mongodb:|\.ts:|node_modules/);
  });

  it('takes JSON 32 deep', async () => {
    await postJson(`{"a":${deep(31)}}`).expect(201);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('does not count brackets inside of strings', () =>
    postJson(JSON.stringify({ a: '\\"[['.repeat(40) })).expect(201));

  it('names the accepted values', async () => {
    await post('/health/live').expect('allow', 'GET, HEAD');
    await get('/probe/database-down').expect('retry-after', '2');
  });

  it('answers what is no HTTP', async () => {
    await rig.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = rig.server.address() as AddressInfo;

    const answer = await rawExchange(port, 'GARBAGE\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ success: false, status: 400 });
  });
});

describe('headers', () => {
  it('forbids everything that data does not need', async () => {
    const { headers } = await get('/health/live');

    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it.each(['br', 'gzip'])('compresses with %s', async (encoding) => {
    const { headers, body } = await get('/probe/long').set('accept-encoding', encoding).expect(200);

    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: expect.stringMatching(/accept-encoding/i) });
    expect(body.text).toHaveLength(5000);
  });

  it('leaves small answers alone', async () => {
    const { headers } = await get('/health/live').set('accept-encoding', 'br, gzip');

    expect(headers).not.toHaveProperty('content-encoding');
  });

  it('lets any page read the catalog, without cookies', async () => {
    const { headers } = await get('/probe/long').set('origin', 'https://shop.example');

    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each(['/api/admin/probe/viewer', '/api/%61dmin/probe/viewer', '/api/admin/probe/viewer/'])(
    'lets no page of another origin read %s',
    async (path) => {
      const { headers } = await get(path).set('origin', 'https://evil.example').set('x-api-key', rig.keys.viewer);
      expect(headers).not.toHaveProperty('access-control-allow-origin');

      const preflight = await request(rig.server)
        .options('/api/admin/probe/viewer')
        .set('origin', 'https://evil.example')
        .set('access-control-request-method', 'GET');
      expect(preflight.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('does not repeat what a request says of its host', async () => {
    const { headers, text } = await get('/nowhere').set('x-forwarded-host', 'evil.example').set('host', 'evil.example');

    expect(JSON.stringify(headers) + text).not.toContain('evil.example');
  });
});

describe('access', () => {
  const keyless = undefined;
  const routes = [
    { path: '/api/admin/probe/viewer', method: 'get', opens: ['viewer', 'operator', 'admin'] },
    { path: '/api/admin/probe/operator', method: 'get', opens: ['operator', 'admin'] },
    { path: '/api/admin/probe/admin', method: 'post', opens: ['admin'] },
    { path: '/api/admin/probe/unmarked', method: 'get', opens: ['admin'] },
  ] as const;
  const callers = [keyless, 'unknown', 'viewer', 'operator', 'admin'] as const;
  const cases = routes.flatMap((route) =>
    callers.map((caller) => {
      const open = (route.opens as readonly unknown[]).includes(caller);
      return {
        ...route,
        caller,
        status: open ? (route.method === 'post' ? 201 : 200) : caller === keyless || caller === 'unknown' ? 401 : 403,
      };
    }),
  );

  it.each(cases)('$method $path as $caller → $status', async ({ path, method, caller, status }) => {
    const key = caller === keyless ? '' : caller === 'unknown' ? 'gzc_unknown' : rig.keys[caller];

    await request(rig.server)[method](path).set('x-api-key', key).expect(status);
    await request(rig.server)[method](path).set('authorization', `Bearer ${key}`).expect(status);
  });

  it.each([
    '/api/%61dmin/probe/viewer',
    '/api/admin//probe/viewer',
    '//api/admin/probe/viewer',
    '/api/admin/probe/viewer/',
    '/API/ADMIN/probe/viewer',
    '/api/admin/probe/./viewer',
    '/x/../api/admin/probe/viewer',
    '/api/admin/probe/viewer%00',
    '/api/admin/probe/viewer;x',
    '/api/admin/probe%2fviewer',
  ])('never opens %s without a key', async (path) => {
    const { status } = await get(path);
    const head = await request(rig.server).head(path);

    expect([401, 404]).toContain(status);
    expect([401, 404]).toContain(head.status);
  });

  it('is off where no keys are set', async () => {
    const keylessRig = await startTestApp({ modules: [ProbeModule], settings: { ADMIN_API_KEYS: [] } });
    try {
      const { body, headers } = await request(keylessRig.server)
        .get('/api/admin/probe/viewer')
        .set('x-api-key', rig.keys.admin)
        .expect(503);

      expect(body.detail).toContain('ADMIN_API_KEYS');
      expect(headers).not.toHaveProperty('retry-after');
    } finally {
      await keylessRig.close();
    }
  });

  it('knows keys by their hash alone', () => {
    const viewer = rig.settings.ADMIN_API_KEYS.find(({ name }) => name === 'viewer');

    expect(viewer?.sha256).toBe(createHash('sha256').update(rig.keys.viewer).digest('hex'));
  });
});

describe('rate limit', () => {
  it('counts all routes of an address together, and leaves the probes free', async () => {
    const limited = await startTestApp({ modules: [ProbeModule], settings: { RATE_LIMIT_PER_MINUTE: 3 } });
    try {
      const first = await request(limited.server).get('/probe/long').expect(200);
      expect(first.headers).toMatchObject({
        'ratelimit-policy': '"address";q=3;w=60',
        ratelimit: expect.stringMatching(/^"address";r=2;t=\d+$/),
      });
      await request(limited.server).get('/nowhere').expect(404);
      await request(limited.server).post('/probe/echo').send({}).expect(201);

      const { body, headers } = await request(limited.server).get('/probe/long').expect(429);

      expect(body).toMatchObject({
        success: false,
        status: 429,
        code: 'RATE_LIMITED',
        requestId: headers['x-request-id'],
      });
      expect(headers['retry-after']).toMatch(/^\d+$/);
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      await request(limited.server).get('/health/live').expect(200);
      await request(limited.server).get('/metrics').expect(200);
    } finally {
      await limited.close();
    }
  });
});
