import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type EmbeddedMongo, startEmbeddedMongo } from '../../packages/embedded-mongo/embedded-mongo.js';
import { type ChildService, startChild } from '../support/child-service.js';
import { eventually } from '../support/eventually.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { testPort } from '../support/test-port.js';

let folder: string;
let database: TestDatabase;
const children: ChildService[] = [];

function start(entry: string, environment: Record<string, string>): ChildService {
  const child = startChild(entry, environment, folder);
  children.push(child);
  return child;
}

/** Polls until the response has this status. */
async function untilStatus(url: string, status: number): Promise<void> {
  await eventually(`${status} from ${url}`, async () => (await fetch(url).catch(() => undefined))?.status === status);
}

/** A connection that the system has made, whether or not the service has accepted it. */
async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** What comes back until the connection is closed. */
async function answerTo(socket: Socket, request: string): Promise<string> {
  let answer = '';
  socket.on('data', (part: Buffer) => (answer += part.toString()));
  socket.write(request);
  await once(socket, 'end');
  socket.end();
  return answer;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-lifecycle-'));
  database = await openTestDatabase();
});

afterEach(() => {
  for (const { process: child } of children.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a start', () => {
  it.each<{ title: string; environment: Record<string, string>; message: RegExp }>([
    {
      title: 'a bad setting',
      environment: { PORT: 'http' },
      message: /^PORT is "http": use an integer from 0 to 65535\n$/,
    },
    {
      title: 'no database in production',
      environment: { NODE_ENV: 'production' },
      message: /^MONGODB_URI: it is required in production.*\n$/,
    },
    {
      title: 'a secret of the wrong form',
      environment: { MONGODB_URI: 'mysql://u:canary@db' },
      message: /^MONGODB_URI: it is not a MongoDB(?!.*canary).*\n$/,
    },
    {
      title: 'a mongod that does not run',
      environment: { MONGOD_BINARY: '/bin/false' },
      message: /^MONGOD_BINARY names \/bin\/false, which does not run.*\n$/,
    },
  ])('ends with one line and 1 on $title', async ({ environment, message }) => {
    const child = start('src/main.ts', environment);

    expect(await child.ended).toBe(1);
    expect(child.output).toEqual({ stdout: '', stderr: expect.stringMatching(message) });
  });

  it('ends with one line that names the port that is taken', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        resolve((taken.address() as { port: number }).port);
      });
    });
    try {
      const child = start('src/main.ts', {
        PORT: String(port),
        MONGODB_URI: database.uri,
        MONGODB_DATABASE: database.name,
        LOG_LEVEL: 'fatal',
      });

      expect(await child.ended).toBe(1);
      expect(child.output.stderr).toMatch(/EADDRINUSE.*set PORT or ADMIN_PORT to another port/);
    } finally {
      taken.close();
    }
  });

  it('does not wait for the database: alive at once, ready when it is there', async () => {
    const port = await testPort();
    const child = start('src/main.ts', {
      PORT: '0',
      MONGODB_URI: `mongodb://127.0.0.1:${port}/?replicaSet=rs0`,
      MONGO_SERVER_SELECTION_TIMEOUT_MS: '500',
    });
    const [, address = ''] = await child.seen(/"msg":"Listening on (http:[^"]+)"/);
    const live = await fetch(`${address}/health/live`);
    const notReady = await fetch(`${address}/health/ready`);
    expect([live.status, notReady.status, await notReady.json()]).toEqual([
      200,
      503,
      { status: 'unavailable', missing: expect.objectContaining({ database: 'not reached yet' }) },
    ]);

    let mongo: EmbeddedMongo | undefined;
    try {
      mongo = await startEmbeddedMongo({ dataDir: join(folder, 'late'), port });
      await untilStatus(`${address}/health/ready`, 200);
      child.process.kill('SIGTERM');
      expect(await child.ended).toBe(0);
    } finally {
      await mongo?.stop();
    }
  });
});

describe('a stop', () => {
  it.each(['SIGTERM'] as const)(
    'on %s finishes the request in flight, takes no new one and ends with 0',
    async (signal) => {
      const child = start('test/support/slow-service.ts', {
        MONGODB_URI: database.uri,
        MONGODB_DATABASE: database.name,
        MAX_EVENT_LOOP_DELAY_MS: '0', // the single request must not be shed on a busy machine
      });
      const [, address = ''] = await child.seen(/address (\S+) end/);
      const inFlight = fetch(`${address}/slow`);
      await child.seen(/slow request begun/);

      child.process.kill(signal);
      await child.seen(/finishing requests in flight/);
      const answer = await inFlight;

      expect([answer.status, await answer.json()]).toEqual([200, { ping: 1 }]);
      expect(await child.ended).toBe(0);
      await expect(fetch(`${address}/health/live`)).rejects.toThrow('fetch failed');
    },
  );

  it('answers whatever was sent before it, accepted or not', async () => {
    const child = start('test/support/slow-service.ts', {
      MONGODB_URI: database.uri,
      MONGODB_DATABASE: database.name,
      MAX_EVENT_LOOP_DELAY_MS: '0',
      ACCEPT_MS: '30', // all of them take longer than a second
    });
    const [, address = ''] = await child.seen(/address (\S+) end/);
    child.process.kill('SIGSTOP');
    const sockets = await Promise.all(Array.from({ length: 60 }, () => connected(Number(new URL(address).port))));
    const answers = sockets.map((socket) => answerTo(socket, 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'));

    child.process.kill('SIGTERM');
    child.process.kill('SIGCONT');

    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(await child.ended).toBe(0);
  });

  it('takes the embedded database with it', async () => {
    const child = start('src/main.ts', { PORT: '0', LOG_LEVEL: 'info' });
    await child.seen(/Embedded MongoDB started/);
    const mongod = Number(await readFile(join(folder, '.data/mongodb/mongod.lock'), 'utf8'));
    const [, address = ''] = await child.seen(/"msg":"Listening on (http:[^"]+)"/);
    await untilStatus(`${address}/health/live`, 200);

    child.process.kill('SIGINT');

    expect(await child.ended).toBe(0);
    expect(() => process.kill(mongod, 0)).toThrow('ESRCH');
  });
});

describe('the log', () => {
  it('is one JSON object a line, whatever is sent, and holds no secrets', async () => {
    const uri = database.uri.replace('/?', '/?appName=canary-secret&');
    const child = start('src/main.ts', {
      PORT: '0',
      MONGODB_URI: uri,
      MONGODB_DATABASE: database.name,
      LOG_LEVEL: 'debug',
    });
    const [, address = ''] = await child.seen(/"msg":"Listening on (http:[^"]+)"/);
    await fetch(`${address}/nowhere?a=%0A%0D%1b[31m&api_key=canary-key-123456`, {
      headers: { 'x-request-id': 'ok-1', 'x-api-key': 'canary-key-123456' },
    });
    await fetch(`${address}/${'x'.repeat(12_000)}`);
    child.process.kill('SIGTERM');
    await child.ended;

    const lines = child.output.stdout.trim().split('\n');
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(8192);
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), time: expect.any(String) });
    }
    expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toContainEqual(
      expect.objectContaining({ msg: 'request', requestId: 'ok-1', status: 404 }),
    );
    expect(child.output.stdout + child.output.stderr).not.toMatch(/canary-key-123456|canary-secret/);
  });
});
