import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import type { StoredDocument } from '../../migrations/index.js';
import { upgradeToLatest } from '../../migrations/index.js';
import { applicationsOf } from '../../src/batch-migration/outside-writers/application-names.js';
import { OutsideWriters } from '../../src/batch-migration/outside-writers/outside-writers.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import type { MigrationRig } from '../support/migration-rig.js';
import { startMigrationRig } from '../support/migration-rig.js';
import { type OwnMongod, startOwnMongod } from '../support/own-mongod.js';

type Stored = StoredDocument & { _id: unknown };
const V0 = { name: 'Ring', type: 'ring', basePrice: 5, inventory: [{ quantity: 2 }] };
const V1 = {
  name: 'Ring',
  category: 'rings',
  pricing: { basePrice: 5, currency: 'USD' },
  inventory: { quantity: 3, available: 3 },
};

describe('outside writers after a switch', () => {
  // The log that names them holds the last lines only: on the shared server other specs would fill it.
  let server: OwnMongod;
  let rig: MigrationRig;
  const clients: mongo.MongoClient[] = [];
  const outside = new OutsideWriters();

  beforeAll(async () => {
    server = await startOwnMongod();
    const settings = withSettings(new Settings(), { MONGODB_DATABASE: 'outside-writers' });
    rig = await startMigrationRig({ name: settings.MONGODB_DATABASE, settings, uri: server.uri });
    await rig.db.createCollection('products', { validator: { schemaVersion: 2 }, validationAction: 'warn' });
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await rig.close();
    await server.close();
  });

  /** The products collection, written by an application of that name. */
  async function writer(appName: string | undefined): Promise<mongo.Collection<Stored>> {
    const client = await new mongo.MongoClient(server.uri, {
      ...(appName === undefined ? {} : { appName }),
      w: 'majority',
    }).connect();
    clients.push(client);
    return client.db(rig.db.databaseName).collection<Stored>('products');
  }

  const upgraded = (document: object): Stored => {
    const outcome = upgradeToLatest(document as StoredDocument);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
    return outcome.value.document as Stored;
  };
  const stored = (id: unknown): Promise<Stored | null> => rig.products.findOne({ _id: id } as Record<string, unknown>);

  it('are found by the shape they write, their documents upgraded, and counted by application', async () => {
    const shop = await writer('old shop "v1"');
    const panel = await writer('admin.panel');
    const ids: unknown[] = ['text', new mongo.ObjectId(), 7, { sku: 1, size: 'M' }, new Date(5)];
    await shop.insertMany(ids.map((_id) => ({ ...V1, _id })) as Stored[]);
    await panel.insertOne({ ...V0, _id: 'panel' } as unknown as Stored);
    await panel.insertOne(upgraded({ ...V1, _id: 'replaced' }));
    await shop.replaceOne(
      { _id: 'replaced' } as Record<string, unknown>,
      { ...V1, name: 'Replaced' } as unknown as Stored,
    );
    await panel.updateOne(
      { _id: 'upserted' } as Record<string, unknown>,
      { $set: V0 } as unknown as mongo.UpdateFilter<Stored>,
      { upsert: true },
    );
    const written = [...ids, 'panel', 'replaced', 'upserted'];

    const result = await outside.normalise(rig.db, written);

    expect(result).toMatchObject({ upgraded: 8, refused: [] });
    expect(Object.fromEntries(result.byApplication)).toEqual({ 'old shop "v1"': 6, 'admin.panel': 2 });
    for (const id of written) expect(await stored(id)).toMatchObject({ schemaVersion: 2, pricing: { basePrice: 5 } });
    expect(await stored('replaced')).toMatchObject({ name: 'Replaced', legacy: { version: 1 } });
    expect(await outside.normalise(rig.db, written)).toEqual({ upgraded: 0, refused: [], byApplication: new Map() });
  });

  it('are known by the log after their connection has ended', async () => {
    const gone = await new mongo.MongoClient(server.uri, {
      appName: 'nightly import',
      w: 'majority',
    }).connect();
    await gone
      .db(rig.db.databaseName)
      .collection<Stored>('products')
      .insertOne({ ...V0, _id: 'nightly' } as unknown as Stored);
    await gone.close();
    expect(Object.fromEntries((await outside.normalise(rig.db, ['nightly'])).byApplication)).toEqual({
      'nightly import': 1,
    });
  });

  it('are unknown where they give no name, or where the log may not be read', async () => {
    const nameless = await writer(undefined);
    await nameless.insertOne({ ...V0, _id: 'nameless' } as unknown as Stored);
    expect(Object.fromEntries((await outside.normalise(rig.db, ['nameless'])).byApplication)).toEqual({ unknown: 1 });

    const shop = await writer('old shop');
    await shop.insertOne({ ...V0, _id: 'unread' } as unknown as Stored);
    const forbidden = {
      databaseName: rig.db.databaseName,
      client: {
        db: () => ({ command: () => Promise.reject(new Error('not authorized on admin to execute command')) }),
      },
    } as unknown as mongo.Db;
    expect(await applicationsOf(forbidden, ['unread'])).toEqual(new Map());
    expect(await applicationsOf(rig.db, ['unread'])).toEqual(new Map([['sunread', 'old shop']]));
  });

  it('are not the service itself', async () => {
    await rig.products.insertOne({ ...V0, _id: 'own' } as unknown as Stored);
    expect(await outside.normalise(rig.db, ['own'])).toMatchObject({ upgraded: 1, byApplication: new Map() });
  });

  it('have documents upgraded whose version marker they took away', async () => {
    const shop = await writer('old shop');
    await rig.products.insertOne(upgraded({ ...V0, _id: 'unmarked' }));
    await shop.updateOne(
      { _id: 'unmarked' } as Record<string, unknown>,
      { $unset: { schemaVersion: '' } } as unknown as mongo.UpdateFilter<Stored>,
    );
    expect(await outside.normalise(rig.db, ['unmarked'])).toMatchObject({
      upgraded: 1,
      refused: [],
      byApplication: new Map([['old shop', 1]]),
    });
    expect(await stored('unmarked')).toMatchObject({ schemaVersion: 2, pricing: { basePrice: 5 } });
  });

  it('have documents told that no mapping takes, with the reason, and unchanged', async () => {
    const shop = await writer('old shop');
    const nameless = { ...V1, _id: 'no name', name: ' ' } as unknown as Stored;
    await shop.insertMany([nameless, { _id: 'no product', title: 'x' } as unknown as Stored]);
    await shop.insertOne(upgraded({ ...V1, _id: 'no price' }));
    await shop.updateOne(
      { _id: 'no price' } as Record<string, unknown>,
      { $set: { pricing: 5 } } as unknown as mongo.UpdateFilter<Stored>,
    );
    const {
      upgraded: count,
      refused,
      byApplication,
    } = await outside.normalise(rig.db, ['no name', 'no product', 'no price', 'deleted']);
    expect(count).toBe(0);
    expect(new Map(refused.map(({ id, findings }) => [id, findings[0]?.path]))).toEqual(
      new Map([
        ['no name', 'name'],
        ['no product', 'schemaVersion'],
        ['no price', 'pricing.basePrice'],
      ]),
    );
    // The server does not warn about a document that keeps its marker.
    expect(Object.fromEntries(byApplication)).toEqual({ 'old shop': 2, unknown: 1 });
    expect(await stored('no name')).toEqual(nameless);
  });

  it('have documents told that keep the marker but hold old values which no reader sees', async () => {
    const shop = await writer('old shop');
    const cases: Record<string, object> = {
      'stock as a number': { 'inventory.available': 4 },
      'stock as items': { inventory: [{ quantity: 4 }] },
      'category of v0': { category: 'ring' },
      'tags as a text': { 'metadata.tags': 'gold' },
    };
    for (const [_id, set] of Object.entries(cases)) {
      await rig.products.insertOne(upgraded({ ...V1, _id }));
      await shop.updateOne({ _id } as Record<string, unknown>, { $set: set } as unknown as mongo.UpdateFilter<Stored>);
    }
    const harmless: Record<string, object> = {
      price: { 'pricing.basePrice': 8 },
      'price as a decimal': { 'pricing.basePrice': mongo.Decimal128.fromString('8.5') },
      'name with blanks': { name: ' Moon ' },
      'field of v0': { basePrice: 9 },
      'no tags': { 'metadata.tags': null },
    };
    for (const [_id, set] of Object.entries(harmless)) {
      await rig.products.insertOne(upgraded({ ...V1, _id }));
      await shop.updateOne({ _id } as Record<string, unknown>, { $set: set } as unknown as mongo.UpdateFilter<Stored>);
    }
    const { upgraded: count, refused } = await outside.normalise(rig.db, [
      ...Object.keys(cases),
      ...Object.keys(harmless),
    ]);
    expect(count).toBe(0);
    expect(
      Object.fromEntries(refused.map(({ id, findings }) => [String(id), findings.map(({ path }) => path)])),
    ).toEqual({
      'stock as a number': ['inventory.available'],
      'stock as items': ['inventory'],
      'category of v0': ['category'],
      'tags as a text': ['metadata.tags'],
    });
  });

  it('are left for the next event while they go on changing a document', async () => {
    const shop = await writer('old shop');
    await shop.insertOne({ ...V1, _id: 'busy', pricing: { basePrice: 0 } } as unknown as Stored);
    let stop = false;
    let price = 0;
    const writing = (async () => {
      while (!stop) {
        await shop.updateOne(
          { _id: 'busy' } as Record<string, unknown>,
          { $inc: { 'pricing.basePrice': 1 } } as Record<string, unknown>,
        );
        price += 1;
      }
    })();
    for (let round = 0; round < 20; round += 1)
      expect(await outside.normalise(rig.db, ['busy'])).toMatchObject({ refused: [] });
    stop = true;
    await writing;
    await outside.normalise(rig.db, ['busy']);
    expect(await stored('busy')).toMatchObject({ schemaVersion: 2, pricing: { basePrice: price } });
  });
});
