import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { runCheck } from '../../src/batch-migration/preflight/check.js';
import type { CheckResult, PreflightContext } from '../../src/batch-migration/preflight/check.js';
import type { PreflightReport } from '../../src/batch-migration/preflight/preflight-report.js';
import { PREFLIGHT_CHECKS, runPreflight } from '../../src/batch-migration/preflight/run-preflight.js';
import type { Collections } from '../../src/database/collections.js';
import { eventually } from '../support/eventually.js';
import { type OwnMongod, startOwnMongod } from '../support/own-mongod.js';
import { mountSmallDisk } from '../support/small-disk.js';

const MB = 1024 ** 2;
const FREE_BYTES = 8 * MB;
const ring = {
  name: 'Ring',
  category: 'rings',
  pricing: { basePrice: 5, currency: 'USD' },
  customization: { materials: [{ type: 'gold', purity: '14K' }] },
  metadata: { status: 'active' },
};

let server: OwnMongod;
let client: mongo.MongoClient;

async function connect(to: OwnMongod): Promise<mongo.MongoClient> {
  return new mongo.MongoClient(to.uri, {
    readConcernLevel: 'majority',
    w: 'majority',
    serverSelectionTimeoutMS: 5_000,
  }).connect();
}

function collectionsOf(of: mongo.MongoClient): Collections {
  const db = of.db('shop');
  return {
    client: of,
    db,
    products: db.collection('products', { enableUtf8Validation: false }),
  } as unknown as Collections;
}

const preflight = (of: mongo.MongoClient, folder = tmpdir()): Promise<PreflightReport> =>
  runPreflight({ collections: collectionsOf(of), settings: { BACKUP_DIR: folder }, samples: 2 });

/** A single check. */
async function check(name: string): Promise<CheckResult> {
  const found = Object.values(PREFLIGHT_CHECKS)
    .flat()
    .find((one) => one.name === name);
  return runCheck(found!, 'server', {
    collections: collectionsOf(client),
    settings: { BACKUP_DIR: tmpdir() },
  } as unknown as PreflightContext);
}

const failed = ({ checks }: PreflightReport, severity = 'blocker'): Record<string, string> =>
  Object.fromEntries(
    checks
      .filter((one) => one.severity === severity && one.result === 'failed')
      .map(({ name, detail, advice }) => [name, `${detail}. ${advice}`]),
  );

describe('a server that is no member of a replica set', () => {
  it('is the only thing that is told of', async () => {
    const standalone = await startOwnMongod({ standalone: true });
    const connected = await connect(standalone);
    try {
      const report = await preflight(connected);
      expect(report).toMatchObject({
        ready: false,
        verdict: 'not-ready',
        server: { topology: 'standalone' },
        documents: null,
      });
      expect(failed(report)).toEqual({
        replication: expect.stringMatching(
          /not a replica set member.*one node is enough \(--replSet, then rs\.initiate\(\)\)/,
        ),
      });
    } finally {
      await connected.close();
      await standalone.close();
    }
  });
});

const disk = mountSmallDisk(500);
if (disk === undefined)
  process.stderr.write("Pre-flight on a full disk is not tried: a tmpfs can't be mounted here (that takes root)\n");

describe('a replica set', () => {
  beforeAll(async () => {
    server = await startOwnMongod({
      extraArguments: [
        '--setParameter',
        'enableTestCommands=1',
        '--oplogSize',
        '16',
        '--wiredTigerEngineConfigString',
        'log=(file_max=2MB,prealloc=false)',
      ],
      ...(disk === undefined ? {} : { parent: disk.folder }),
    });
    client = await connect(server);
  });
  afterAll(async () => {
    await client.close();
    await server.close();
    await disk?.close();
  });

  it('whose oplog is too short, on a disk that is full, is told so in figures', async () => {
    const products = client.db('shop').collection('products');
    for (let batch = 0; batch < 4; batch++)
      await products.insertMany(
        Array.from({ length: 50 }, () => ({ ...ring, padding: randomBytes(60_000).toString('base64') })),
      );
    await server.command({ fsync: 1 }); // data not yet written to the disk needs space on it
    await disk?.leave(FREE_BYTES);
    const report = await preflight(client, disk?.folder);
    await disk?.clear();

    expect(failed(report)).toEqual({
      'oplog-window': expect.stringMatching(
        /^The oplog \(16 MB\) reaches back about \d+ s .* \d+ s are needed .*replSetResizeOplog: 1, size: \d{3,} \}\)$/,
      ),
      ...(disk === undefined
        ? {}
        : {
            'disk-space': expect.stringMatching(
              /^\d{1,2}\.?\d* MB are free on the server's disk, \d{2}\.?\d* MB are needed .*\. Free space/,
            ),
            'backup-space': expect.stringMatching(
              /^\d{1,2}\.?\d* MB are free for backups in .*catalog-disk-.*, at most 1\d\.?\d* MB are needed/,
            ),
          }),
    });
    expect(failed(report, 'warning')).toMatchObject({
      'oplog-size': expect.stringMatching(/^The migration writes about 3\d\.?\d* MB, the oplog holds 16 MB/),
    });
  });

  it('on which an index of products is being built is told to wait', async () => {
    await server.command({ configureFailPoint: 'hangAfterStartingIndexBuild', mode: 'alwaysOn' });
    const built = client.db('shop').collection('products').createIndex({ name: 1 });
    try {
      const found = await eventually('a build that is seen', async () => {
        const result = await check('running-operations');
        return result.result !== 'passed' && result;
      });
      expect(found).toMatchObject({
        result: 'failed',
        severity: 'blocker',
        detail: expect.stringMatching(/is running on products: createIndexes for \d+ s/),
      });
    } finally {
      await server.command({ configureFailPoint: 'hangAfterStartingIndexBuild', mode: 'off' });
      await built;
    }
    // The server answers a little before the build's thread has ended.
    await eventually('no build', async () => (await check('running-operations')).result === 'passed');
  });

  it('that is locked for a backup of its files is told so, and nothing is tried', async () => {
    await server.command({ fsync: 1, lock: true });
    try {
      const report = await preflight(client);
      expect(failed(report)).toEqual({ 'fsync-lock': expect.stringContaining('db.fsyncUnlock()') });
      expect(report.checks.at(-1)?.name).toBe('fsync-lock');
    } finally {
      await server.command({ fsyncUnlock: 1 });
    }
  });

  it('that is at the compatibility version of an older server is told how to finish the upgrade', async () => {
    await server.command({ setFeatureCompatibilityVersion: '5.0' });
    try {
      expect(await check('feature-compatibility')).toMatchObject({
        result: 'failed',
        severity: 'blocker',
        detail: expect.stringContaining('5.0'),
        advice: expect.stringContaining('setFeatureCompatibilityVersion: "6.0"'),
      });
      // Why it is a blocker: the server accepts a rename meant for another collection.
      expect(await check('rename-compare-and-swap')).toMatchObject({
        result: 'failed',
        data: { compareAndSwapRename: false },
      });
    } finally {
      await server.command({ setFeatureCompatibilityVersion: '6.0' });
    }
    expect((await check('feature-compatibility')).result).toBe('passed');
  });

  it('without a primary is told so', async () => {
    await server.command({ replSetStepDown: 60, force: true });
    const report = await preflight(client);
    expect(failed(report)).toEqual({
      'primary-known': expect.stringMatching(/^The replica set has no primary\. .*rs\.status\(\)/),
    });
    expect(report.checks.at(-1)?.name).toBe('primary-known');
  });
});
