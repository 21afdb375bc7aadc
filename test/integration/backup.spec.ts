import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { arbitraryDocuments } from '../../migrations/testing/arbitrary-document.js';
import { BackupModule } from '../../src/backup/backup.module.js';
import { Backups } from '../../src/backup/backups.service.js';
import { readOverview } from '../../src/indexes/index-overview.js';
import { type BackupRig, openBackupRig } from '../support/backup-rig.js';
import { eventually } from '../support/eventually.js';
import { type OwnMongod, startOwnMongod } from '../support/own-mongod.js';
import { element, insertByWire, int32, int64, object, oddDocuments, text } from '../support/raw-documents.js';
import { startTestApp } from '../support/test-app.js';

const APP = 'backup-spec';
/** A fail point is the whole server's: set on the shared one, it would be replaced by that of another spec. */
let server: OwnMongod;
let rig: BackupRig;

beforeAll(async () => {
  server = await startOwnMongod({ extraArguments: ['--setParameter', 'enableTestCommands=1'] });
});

afterAll(() => server.close());

beforeEach(async () => {
  rig = await openBackupRig({ uri: server.uri, appName: APP });
});

afterEach(async () => {
  await rig.client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
  await rig.close();
});

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const collections = async (): Promise<string[]> =>
  (await rig.db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();

/** Every oddity over the wire protocol, and a few hundred arbitrary documents. */
async function fill(): Promise<void> {
  await insertByWire(server.uri, rig.db.databaseName, 'products', oddDocuments());
  const documents = fc.sample(arbitraryDocuments, { numRuns: 300, seed: 7 });
  await rig.products.insertMany(
    documents.map((document, position) => ({ ...document, _id: `arbitrary ${position}` as unknown as mongo.ObjectId })),
  );
}

describe('a backup', () => {
  it('holds the exact bytes of every document, and restores them', async () => {
    await fill();
    const before = await rig.documents();
    const manifest = await rig.backups.create({ reason: 'a test' });

    expect(manifest).toMatchObject({
      formatVersion: 1,
      database: rig.db.databaseName,
      collection: 'products',
      reason: 'a test',
      documents: before.length,
      serverVersion: expect.stringMatching(/^\d+\.\d+/),
    });
    expect(await rig.backups.verify(manifest.id)).toEqual({ id: manifest.id, ok: true, manifest });
    const { documents } = manifest.files;
    const stored = await readFile(join(rig.folder, manifest.id, documents.path));
    expect(sha256(stored)).toBe(documents.sha256);
    expect(gunzipSync(stored).equals(Buffer.concat(before))).toBe(true);
    expect(sha256(Buffer.concat(before))).toBe(documents.contentSha256);

    const proof = await rig.backups.verifyByRestore(manifest.id);
    expect(proof).toMatchObject({
      documents: before.length,
      bytes: documents.contentBytes,
      exact: true,
      inexactCount: 0,
      inexact: [],
    });
    expect(proof.documentsPerSecond).toBeGreaterThan(0);
    expect(await collections()).toEqual(['products']);

    const progress: number[] = [];
    const restored = await rig.backups.restore(manifest.id, {
      into: 'products_restored',
      onProgress: (done) => progress.push(done),
    });
    expect(restored).toMatchObject({ collection: 'products_restored', exact: true });
    expect(progress.at(-1)).toBe(before.length);
    expect((await rig.documents('products_restored')).every((bytes, position) => bytes.equals(before[position]!))).toBe(
      true,
    );
    expect(await collections()).toEqual(['products', 'products_restored']);
  });

  it('brings options and indexes back', async () => {
    await rig.db.createCollection('products', {
      validator: { $jsonSchema: { properties: { price: { bsonType: ['double', 'int'] } } } },
      validationLevel: 'moderate',
      validationAction: 'warn',
      collation: { locale: 'de', strength: 1 },
      changeStreamPreAndPostImages: { enabled: true },
    });
    await rig.products.createIndexes([
      { key: { slug: 1 }, name: 'slug', unique: true, partialFilterExpression: { slug: { $exists: true } } },
      { key: { 'b.10': 1, '2': -1 }, name: 'numeric', collation: { locale: 'simple' } },
      { key: { expires: 1 }, name: 'expires', expireAfterSeconds: 1 },
      { key: { hidden: 1 }, name: 'hidden', hidden: true },
      { key: { name: 'text' }, name: 'words', weights: { name: 3 }, collation: { locale: 'simple' } },
    ]);
    await rig.products.insertMany([
      { slug: 'a', price: 1 },
      { slug: 'b', price: 2.5 },
    ]);
    await insertByWire(server.uri, rig.db.databaseName, 'products', [
      object(element(0x10, '_id', int32(1)), element(0x02, 'price', text('x'))),
    ]);
    const manifest = await rig.backups.create({ reason: 'a test' });
    expect(manifest.indexes).toEqual(['_id_', 'slug', 'numeric', 'expires', 'hidden', 'words']);

    await rig.products.drop();
    await rig.backups.restore(manifest.id, { into: 'products' });
    const again = await rig.backups.create({ reason: 'of the restored' });
    const metadata = async (id: string): Promise<string> =>
      gunzipSync(await readFile(join(rig.folder, id, manifest.files.metadata.path)))
        .toString()
        .replace(/"uuid":"[0-9a-f]{32}"/, '');
    expect(await metadata(again.id)).toBe(await metadata(manifest.id));
    expect(again.files.documents).toEqual(manifest.files.documents);
    expect(
      JSON.parse(gunzipSync(await readFile(join(rig.folder, manifest.id, manifest.files.metadata.path))).toString()),
    ).toMatchObject({
      type: 'collection',
      collectionName: 'products',
      uuid: manifest.collectionUuid.replaceAll('-', ''),
      options: { validationLevel: 'moderate' },
      indexes: [
        { v: { $numberInt: '2' }, key: { _id: { $numberInt: '1' } }, name: '_id_' },
        ...Array.from({ length: 5 }, () => expect.anything()),
      ],
    });
  });

  it("restores documents that no longer meet the collection's validator", async () => {
    await rig.products.insertOne({ price: 'dear' });
    await rig.db.command({ collMod: 'products', validator: { price: { $type: 'number' } } });
    const { id } = await rig.backups.create({ reason: 'a test' });
    expect(await rig.backups.verifyByRestore(id)).toMatchObject({ exact: true, documents: 1 });
  });

  it('of an empty collection is valid', async () => {
    await rig.db.createCollection('products');
    const { id, documents, clusterTime } = await rig.backups.create({ reason: 'a test' });
    expect(documents).toBe(0);
    expect(clusterTime.t).toBeGreaterThan(0);
    expect(await rig.backups.verifyByRestore(id)).toMatchObject({ exact: true, documents: 0 });
  });

  it('names what the server stores otherwise', async () => {
    await rig.products.insertMany([
      { _id: 1 as unknown as mongo.ObjectId, at: 1 },
      { _id: 2 as unknown as mongo.ObjectId },
    ]);
    await rig.products.updateOne({ at: 1 }, [{ $set: { at: { $literal: new mongo.Timestamp(0n) } } }]);
    expect((await rig.documents())[0]).toEqual(object(element(0x10, '_id', int32(1)), element(0x11, 'at', int64(0n))));
    const { id } = await rig.backups.create({ reason: 'a test' });
    expect(await rig.backups.verifyByRestore(id)).toMatchObject({
      exact: false,
      inexactCount: 1,
      documents: 2,
      inexact: [
        { _id: 1, reason: 'at is an empty timestamp, which the server replaces with the current time on insert' },
      ],
    });
  });

  it('contains the state at the time it names, whatever is written in the meantime', async () => {
    const padding = 'x'.repeat(1_000);
    await rig.products.insertMany(
      Array.from({ length: 20_000 }, (_, number) => ({
        _id: number as unknown as mongo.ObjectId,
        counter: 0,
        padding,
      })),
    );
    let stopped = false;
    let writes = 0;
    const writer = (async () => {
      for (; !stopped; writes++) {
        const some = Array.from({ length: 50 }, () => Math.floor(Math.random() * 20_000) as unknown as mongo.ObjectId);
        await rig.products.updateMany({ _id: { $in: some } }, { $inc: { counter: 1 } });
        await rig.products.deleteOne({ _id: some[0]! });
        await rig.products.insertOne({ counter: -1, padding });
      }
    })();
    let atFirstChunk = 0;
    const manifest = await rig.backups.create({
      reason: 'a test',
      onProgress: () => {
        atFirstChunk ||= writes;
      },
    });
    while (writes <= atFirstChunk) await rig.products.estimatedDocumentCount();
    stopped = true;
    await writer;

    const session = rig.client.startSession({ snapshot: true });
    Object.assign(session, { snapshotTime: new mongo.Timestamp(manifest.clusterTime) });
    const hash = createHash('sha256');
    for await (const bytes of rig.products.find<Buffer>(
      {},
      { raw: true, session, readConcern: { level: 'snapshot' }, sort: { _id: 1 } },
    ))
      hash.update(bytes);
    await session.endSession();
    expect(hash.digest('hex')).toBe(manifest.files.documents.contentSha256);
    expect(sha256(Buffer.concat(await rig.documents()))).not.toBe(manifest.files.documents.contentSha256);
  });

  it('is listed and removed', async () => {
    await rig.products.insertOne({});
    expect(await rig.backups.list()).toEqual([]);
    const made = [await rig.backups.create({ reason: 'first' }), await rig.backups.create({ reason: 'second' })];
    expect((await rig.backups.list()).map(({ manifest }) => manifest?.reason)).toEqual(['second', 'first']);
    await rig.backups.remove(made[0]!.id);
    expect((await rig.backups.list()).map(({ id }) => id)).toEqual([made[1]!.id]);
    expect(await readdir(rig.folder)).toEqual([made[1]!.id]);
    expect(((await stat(join(rig.folder, made[1]!.id))).mode & 0o077).toString(8)).toBe('0');
  });

  it('is there for every part of the service', async () => {
    const service = await startTestApp({
      settings: { BACKUP_DIR: rig.folder },
      modules: [BackupModule],
      prepare: async ({ db }) => {
        await db.collection('products').insertOne({});
      },
    });
    // The service builds its indexes at startup, and a backup during which they change is rejected.
    await eventually('every index', async () =>
      (await readOverview(service.database.db as never, [])).compared.every(({ state }) =>
        ['ready', 'on-request'].includes(state),
      ),
    );
    const backups = service.app.get(Backups, { strict: false });
    const { id } = await backups.create({ reason: 'a test' });
    expect(await backups.verifyByRestore(id)).toMatchObject({ exact: true, documents: 1 });
    await service.close();
  });

  it('may be many at once', async () => {
    await rig.products.insertOne({});
    const made = await Promise.all(Array.from({ length: 12 }, () => rig.backups.create({ reason: 'a test' })));
    expect(new Set(made.map(({ id }) => id)).size).toBe(12);
    for (const { id } of made) expect(await rig.backups.verify(id)).toMatchObject({ ok: true });
  });
});

describe('a backup that cannot be made', () => {
  it('of a collection that is not there is refused', async () => {
    await expect(rig.backups.create({ reason: 'a test' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('load products first'),
    });
    expect(await readdir(rig.folder)).toEqual([]);
  });

  it('is aborted when it is cancelled', async () => {
    await rig.products.insertMany(Array.from({ length: 2_000 }, () => ({ padding: 'x'.repeat(1_000) })));
    const stop = new AbortController();
    await expect(
      rig.backups.create({
        reason: 'a test',
        signal: stop.signal,
        onProgress: () => {
          stop.abort();
        },
      }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(rig.folder)).toEqual([]);
  });

  describe('in one go because the server lost the snapshot', () => {
    const failNextReads = async (times: number): Promise<void> => {
      await rig.products.insertMany(Array.from({ length: 10 }, () => ({ padding: 'x'.repeat(4_000_000) })));
      await rig.client.db('admin').command({
        configureFailPoint: 'failCommand',
        mode: { times },
        data: { failCommands: ['getMore'], errorCode: 239, appName: APP },
      });
    };

    it('is restarted', async () => {
      await failNextReads(1);
      const { id, documents } = await rig.backups.create({ reason: 'a test' });
      expect(documents).toBe(10);
      expect(await readdir(rig.folder)).toEqual([id]);
    });

    it('is aborted the second time, with what to do', async () => {
      await failNextReads(2);
      await expect(rig.backups.create({ reason: 'a test' })).rejects.toMatchObject({
        code: 'BACKUP_INTERRUPTED',
        message: expect.stringContaining('minSnapshotHistoryWindowInSeconds'),
      });
      expect(await readdir(rig.folder)).toEqual([]);
    });
  });
});

describe('a restore', () => {
  it("never writes into a collection that exists, nor under a name of the service's own", async () => {
    await rig.products.insertOne({});
    const { id } = await rig.backups.create({ reason: 'a test' });
    await expect(rig.backups.restore(id, { into: 'products' })).rejects.toMatchObject({ code: 'CONFLICT' });
    for (const into of ['catalog_migrations', 'system.js', 'a$b', '', 'x'.repeat(200), '../x']) {
      await expect(rig.backups.restore(id, { into })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    const racing = rig.backups.restore(id, {
      into: 'late',
      onStep: async (step) => {
        if (step === 'indexing') await rig.db.createCollection('late');
      },
    });
    await expect(racing).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await collections()).toEqual(['late', 'products']);
    expect(await rig.db.collection('late').countDocuments()).toBe(0);
  });

  it('sends again what the database did not answer or confirm', async () => {
    await fill();
    const { id } = await rig.backups.create({ reason: 'a test' });
    const fail = (data: mongo.Document): Promise<mongo.Document> =>
      rig.client.db('admin').command({
        configureFailPoint: 'failCommand',
        mode: { times: 1 },
        data: { failCommands: ['insert'], appName: APP, ...data },
      });
    await fail({ closeConnection: true });
    expect(await rig.backups.verifyByRestore(id)).toMatchObject({ exact: true });
    await fail({ writeConcernError: { code: 91, errmsg: 'Replication is being shut down' } });
    expect(await rig.backups.verifyByRestore(id)).toMatchObject({ exact: true });
  });

  it('notices a foreign write, and leaves nothing behind', async () => {
    await rig.products.insertMany([{}, {}, {}]);
    const { id } = await rig.backups.create({ reason: 'a test' });
    await expect(
      rig.backups.verifyByRestore(id, {
        onStep: async (step) => {
          if (step !== 'loading') return;
          const scratch = (await collections()).find((name) => name.startsWith('catalog_scratch_'));
          await rig.db.collection(scratch ?? '').insertOne({ intruder: true });
        },
      }),
    ).rejects.toMatchObject({ code: 'RESTORE_FAILED', message: expect.stringContaining('something else wrote') });
    expect(await collections()).toEqual(['products']);
  });

  it('is given up when it is cancelled, and leaves nothing behind', async () => {
    await rig.products.insertMany(Array.from({ length: 12_000 }, () => ({ a: 1 })));
    const { id } = await rig.backups.create({ reason: 'a test' });
    const stop = new AbortController();
    await expect(
      rig.backups.restore(id, {
        into: 'other',
        signal: stop.signal,
        onProgress: () => {
          stop.abort();
        },
      }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(await collections()).toEqual(['products']);
  });

  it('clears away the scratch collection of a process that ended', async () => {
    await rig.products.insertOne({});
    const { id } = await rig.backups.create({ reason: 'a test' });
    await rig.db.createCollection(`catalog_scratch_${id}_00000000-1-${(Date.now() - 2 * 86_400_000).toString(36)}`);
    const recent = `catalog_scratch_${id}_00000000-1-${Date.now().toString(36)}`;
    await rig.db.createCollection(recent);
    await rig.backups.verifyByRestore(id);
    expect(await collections()).toEqual([recent, 'products']);
  });
});
