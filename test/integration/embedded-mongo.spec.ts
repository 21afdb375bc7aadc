import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';

import {
  type EmbeddedMongo,
  type EmbeddedMongoOptions,
  startEmbeddedMongo,
} from '../../packages/embedded-mongo/embedded-mongo.js';
import { EmbeddedMongoError } from '../../packages/embedded-mongo/embedded-mongo-error.js';
import { findMongod } from '../../packages/embedded-mongo/find-mongod.js';
import { freePort } from '../../packages/embedded-mongo/mongod-process.js';
import { resolveMongod } from '../../packages/embedded-mongo/resolve-mongod.js';
import { type ChildService, startChild } from '../support/child-service.js';
import { eventually } from '../support/eventually.js';

let folder: string;
let dataDir: string;
const started: EmbeddedMongo[] = [];
const children: ChildService[] = [];

async function start(options: Partial<EmbeddedMongoOptions> = {}): Promise<EmbeddedMongo> {
  const mongo = await startEmbeddedMongo({ dataDir, ...options });
  started.push(mongo);
  return mongo;
}

async function write(uri: string, id: string): Promise<void> {
  await withClient(uri, (client) =>
    client
      .db('shop')
      .collection<{ _id: string }>('things')
      .insertOne({ _id: id }, { writeConcern: { w: 'majority', journal: true } }),
  );
}

async function stored(uri: string): Promise<readonly string[]> {
  return withClient(uri, (client) =>
    client
      .db('shop')
      .collection<{ _id: string }>('things')
      .find()
      .map(({ _id }) => _id)
      .toArray(),
  );
}

async function withClient<T>(uri: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(uri);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

function startInChild(): ChildService {
  const child = startChild('test/support/embedded-parent.ts', { DATA_DIR: dataDir });
  children.push(child);
  return child;
}

async function untilGone(pid: number): Promise<void> {
  await eventually(`the end of process ${pid}`, () => {
    try {
      process.kill(pid, 0);
      return Promise.resolve(false);
    } catch {
      return Promise.resolve(true);
    }
  });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-embedded-'));
  dataDir = join(folder, 'data');
});

afterEach(async () => {
  for (const { process: child, ended } of children.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
  for (const mongo of started.splice(0)) await mongo.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('startEmbeddedMongo', () => {
  it('runs a replica set of one on loopback: transactions work, zlib and server-side JavaScript do not', async () => {
    const mongo = await start();

    await withClient(mongo.uri, async (client) => {
      await client.withSession((session) =>
        session.withTransaction(() => client.db('shop').collection('things').insertOne({ a: 1 }, { session })),
      );
      const { parsed } = await client.db('admin').command({ getCmdLineOpts: 1 });
      expect(parsed).toMatchObject({
        net: { bindIp: '127.0.0.1', compression: { compressors: 'snappy,zstd' } },
        security: { javascriptEnabled: false },
      });
    });
  });

  it('keeps data and address over a stop and a start', async () => {
    const first = await start();
    await write(first.uri, 'kept');
    await first.stop();

    const second = await start();

    expect(second).toMatchObject({ uri: first.uri, attached: false });
    expect(await stored(second.uri)).toEqual(['kept']);
  });

  it('serves the same data on another port', async () => {
    const first = await start();
    await write(first.uri, 'kept');
    await first.stop();
    const port = await freePort(0);

    const second = await start({ port });

    expect(second.port).toBe(port);
    expect(await stored(second.uri)).toEqual(['kept']);
  });

  it('recovers from a kill of mongod', async () => {
    const first = await start();
    await write(first.uri, 'kept');
    process.kill(first.pid, 'SIGKILL');
    await untilGone(first.pid);

    const second = await start();

    expect(second.attached).toBe(false);
    expect(await stored(second.uri)).toEqual(['kept']);
  });

  it('starts a killed mongod again at the same address where it is to keep running', async () => {
    const mongo = await start({ keepRunning: true });
    await write(mongo.uri, 'kept');
    const first = mongo.pid;
    process.kill(first, 'SIGKILL');
    await untilGone(first);

    expect(await stored(mongo.uri)).toEqual(['kept']);
    expect(mongo.pid).not.toBe(first);
    await mongo.stop();
    await untilGone(mongo.pid);
  });

  it('attaches to the mongod that a killed parent left, and stops it in its place', async () => {
    const child = startInChild();
    const [, uri = '', pid = ''] = await child.seen(/serving (\S+) by (\d+)/);
    await write(uri, 'kept');
    child.process.kill('SIGKILL');
    await child.ended;

    const adopted = await start();

    expect(adopted).toMatchObject({ uri, pid: Number(pid), attached: true });
    expect(await stored(adopted.uri)).toEqual(['kept']);
    await adopted.stop();
    await untilGone(Number(pid));
  });

  it('recovers from a kill of both', async () => {
    const child = startInChild();
    const [, uri = '', pid = ''] = await child.seen(/serving (\S+) by (\d+)/);
    await write(uri, 'kept');
    child.process.kill('SIGKILL');
    process.kill(Number(pid), 'SIGKILL');
    await Promise.all([child.ended, untilGone(Number(pid))]);

    const next = await start();

    expect(next.attached).toBe(false);
    expect(await stored(next.uri)).toEqual(['kept']);
  });

  it('attaches to the mongod of another process that still runs, and leaves it to that', async () => {
    const child = startInChild();
    const [, uri = ''] = await child.seen(/serving (\S+) by (\d+)/);

    const second = await start();
    await second.stop();

    expect(second).toMatchObject({ uri, attached: true });
    expect(await stored(uri)).toEqual([]);
  });

  it('lets two starts at once share one mongod', async () => {
    const both = [startInChild(), startInChild()];

    const uris = await Promise.all(both.map(async (child) => (await child.seen(/serving (\S+) by/))[1]));

    expect(new Set(uris).size).toBe(1);
  });

  it('is stopped when its parent ends in order', async () => {
    const child = startInChild();
    const [, , pid = ''] = await child.seen(/serving (\S+) by (\d+)/);

    child.process.kill('SIGTERM');

    expect(await child.ended).toBe(0);
    await untilGone(Number(pid));
  });

  it('says what is wrong where a foreign mongod has the data', async () => {
    const mongo = await start();
    await writeFile(join(dataDir, 'embedded.json'), '{"port":'); // as if started by hand

    // There will be nothing to attach to, so waiting for the other start must end by itself.
    const error: unknown = await start().catch((caught: unknown) => caught);

    expect(error).toMatchObject({ code: 'MONGOD_DATA_IN_USE', message: expect.stringContaining(dataDir) });
    await mongo.stop();
  });

  it('says where to look when mongod does not start', async () => {
    const error: unknown = await start({ extraArguments: ['--setParameter', 'noSuchParameter=1'] }).catch(
      (caught: unknown) => caught,
    );

    expect(error).toMatchObject({ code: 'MONGOD_NOT_STARTED', message: expect.stringContaining('mongod.log') });
  });
});

describe('the search for a mongod', () => {
  /** A stand-in that responds to `--version`, or fails like a binary with a missing library. */
  async function fake(path: string, works = true): Promise<string> {
    const script = works
      ? 'echo "db version v9.9.9"'
      : 'echo "libcrypto.so.1.1: cannot open shared object file" >&2; exit 127';
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return path;
  }

  it('takes the one that is named', async () => {
    const path = await fake(join(folder, 'mine'));

    expect((await findMongod({ MONGOD_BINARY: path })).binary).toEqual({
      path,
      version: '9.9.9',
      source: 'MONGOD_BINARY',
    });
  });

  it('refuses a named one that does not run, with its own words', async () => {
    const path = await fake(join(folder, 'mine'), false);

    await expect(findMongod({ MONGOD_BINARY: path })).rejects.toMatchObject({
      code: 'MONGOD_BINARY_BROKEN',
      message: expect.stringContaining('libcrypto.so.1.1'),
    });
  });

  it('passes over one on the PATH that does not run and takes the cached one', async () => {
    const cache = join(folder, 'cache');
    await mkdir(cache);
    await fake(join(folder, 'mongod'), false);
    const path = await fake(join(cache, 'mongod-9.9.9'));

    const { binary, tried } = await findMongod({ PATH: folder, MONGOD_CACHE: cache });

    expect(binary).toEqual({ path, version: '9.9.9', source: 'cache' });
    expect(tried).toEqual([expect.stringContaining('libcrypto.so.1.1')]);
  });

  it('says what to do where there is none and none can be fetched', async () => {
    const notAFolder = await fake(join(folder, 'file'));

    const error: unknown = await resolveMongod(() => undefined, {
      PATH: folder,
      MONGOD_CACHE: join(notAFolder, 'cache'),
    }).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(EmbeddedMongoError);
    expect(error).toMatchObject({
      code: 'MONGOD_NOT_AVAILABLE',
      message: expect.stringMatching(/Set MONGODB_URI .* or MONGOD_BINARY/),
    });
    expect(await readFile(notAFolder, 'utf8')).toContain('9.9.9');
  });
});
