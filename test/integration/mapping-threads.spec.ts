import { expect, it, jest } from '@jest/globals';
import { mongo } from 'mongoose';

import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { mapBytes } from '../../src/batch-migration/mapping/map-bytes.js';
import { startChild } from '../support/child-service.js';
import { startMigrationRig } from '../support/migration-rig.js';
import { settingsToText } from '../support/migration-settings.js';

jest.setTimeout(480_000);

it('threads map documents as the main thread does, whatever they contain', async () => {
  const child = startChild('test/support/mapping-threads-process.ts', { SEED: '7' });
  expect([await child.ended, child.output.stderr, child.output.stdout]).toEqual([0, '', 'up same\ndown same\n']);
});

it('a migration by threads gives the same documents', async () => {
  const rig = await startMigrationRig();
  try {
    await insertGenerated(rig.products as never, { count: 6_000, seed: 4 });
    await rig.products.insertOne({ _id: 'refused', pricing: { basePrice: 'much' } } as never);
    const before = Array.from(await rig.bytes(), ([id, bytes]) => ({ id, bytes }));
    const child = startChild('test/support/migrating-process.ts', {
      NODE_ENV: 'test',
      DATABASE: rig.db.databaseName,
      SETTINGS: settingsToText({ ...rig.settings, MIGRATION_THREADS: 2 }),
      TEST_MONGODB_URI: process.env.TEST_MONGODB_URI ?? '',
      ROLE: 'start',
    });
    try {
      await child.seen(/driving/);
      const run = await rig.runs.active();
      await rig.until(run?._id ?? '', 'completed');

      const { documents, refused, onServer } = await mapBytes(before, 'up');
      expect(onServer).toEqual([]);
      expect(refused).toHaveLength(1);
      const asText = (bytes: Uint8Array): string => mongo.BSON.EJSON.stringify(mongo.BSON.deserialize(bytes));
      expect(Array.from(await rig.bytes(), ([id, bytes]) => [id, asText(bytes)])).toEqual(
        documents.map(({ id, bytes }) => [id, asText(bytes)]),
      );
    } finally {
      child.process.kill('SIGKILL');
    }
  } finally {
    await rig.close();
  }
});
