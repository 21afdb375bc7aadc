import { existsSync, readlinkSync } from 'node:fs';
import { cp, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mongo } from 'mongoose';

import { type BackupRig, openBackupRig } from '../support/backup-rig.js';
import { type OwnMongod, startOwnMongod } from '../support/own-mongod.js';
import { writerOn } from '../support/product-writer-rig.js';

const PRODUCTS = 40;

describe('a power failure', () => {
  let server: OwnMongod;
  beforeAll(async () => {
    server = await startOwnMongod({ extraArguments: ['--setParameter', 'enableTestCommands=1'] });
  });
  afterAll(async () => {
    await server.close();
  });

  it('takes no acknowledged write, although no data file was written since: the journal has them', async () => {
    await server.command({ configureFailPoint: 'pauseCheckpointThread', mode: 'alwaysOn' });
    const client = await mongo.MongoClient.connect(server.uri, { w: 'majority', readConcernLevel: 'majority' });
    const db = client.db('power');
    const writer = await writerOn({ client, db, products: db.collection('products') });
    const written = await Promise.all(
      Array.from({ length: PRODUCTS }, async (_, number) => {
        const { answer } = await writer.create({
          name: `Ring ${number}`,
          category: 'rings',
          pricing: { basePrice: 100 },
          materialSpecs: { metal: { type: '14k-gold' } },
          inventory: { quantity: number },
        });
        return [answer._id, number] as const;
      }),
    );
    const { config } = await server.command({ replSetGetConfig: 1 });
    await server.kill();
    await client.close();

    // Restarted on a copy of what the files held at that moment.
    const copy = `${server.dataDir}-copy`;
    await cp(server.dataDir, copy, { recursive: true });
    await rm(server.dataDir, { recursive: true });
    await rename(copy, server.dataDir);
    await server.restart();

    const again = await mongo.MongoClient.connect(server.uri, { readConcernLevel: 'majority' });
    const found = await again.db('power').collection('products').find().toArray();
    await again.close();
    expect(config.writeConcernMajorityJournalDefault).toBe(true);
    expect(new Map(found.map(({ _id, inventory }) => [String(_id), inventory.quantity]))).toEqual(new Map(written));
  });
});

describe('the files of a backup', () => {
  let rig: BackupRig;
  beforeAll(async () => {
    rig = await openBackupRig();
    await rig.products.insertMany(Array.from({ length: 50 }, (_, number) => ({ number })));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(async () => {
    await rig.close();
  });

  it('and their folders are on the disk before they get their names; then so is the name', async () => {
    const handle = await open(rig.folder);
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const { sync } = prototype;
    const synced: string[] = [];
    jest.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof handle) {
      const path = readlinkSync(`/proc/self/fd/${this.fd}`).slice(rig.folder.length + 1);
      // The folder of all backups counts once it has the name.
      if (path !== '' || (await rig.backups.list()).length > 0) synced.push(path);
      await sync.call(this);
    });

    const { id } = await rig.backups.create({ reason: 'test' });

    const partial = synced.find((path) => path.startsWith('.partial-'))?.split('/')[0] ?? '';
    const parts = await readdir(join(rig.folder, id), { recursive: true });
    expect(existsSync(join(rig.folder, partial))).toBe(false);
    expect(parts.length).toBeGreaterThan(3);
    expect(synced.toSorted()).toEqual(['', partial, ...parts.map((part) => join(partial, part))].toSorted());
    expect(synced.slice(-2)).toEqual([partial, '']);
  });
});
