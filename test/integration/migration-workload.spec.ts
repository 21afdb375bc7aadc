import { describe, expect, it, jest } from '@jest/globals';

import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { startMigrationRig } from '../support/migration-rig.js';
import { DirectReader } from '../support/workload/direct-reader.js';
import { Workload } from '../support/workload/workload.js';

jest.setTimeout(960_000);

// The long version, over HTTP and on any number of products, is `npm run soak`.
describe('A workload of writers and readers', () => {
  it('finds every write, and every product once at each moment, through a whole cycle', async () => {
    const rig = await startMigrationRig();
    // On a busy machine a lease may be lost: the run is then resumed.
    rig.supervisor.start();
    try {
      await insertGenerated(rig.products as never, { count: 500, seed: 7, irregular: 0.1 });
      const workload = await Workload.start({
        uri: process.env.TEST_MONGODB_URI ?? '',
        db: rig.db as never,
        seed: Math.floor(Date.now() / 86_400_000),
        outsideWriters: 3,
        bypassingWriters: 1,
        thinkMs: 20,
        readers: { direct: new DirectReader(rig.client as never, rig.products as never) },
      });
      const first = await rig.startBare();
      await rig.until(first._id, 'completed');
      await workload.context.untilNoted('increment: ok', 50);
      await rig.service.ask(first._id, 'rollback', 'test');
      const back = await rig.until(first._id, 'rolled-back');
      await workload.context.untilNoted('increment: ok', 50);
      const second = await rig.startBare();
      const done = await rig.until(second._id, 'completed');
      await workload.context.untilNoted('increment: ok', 50);
      await workload.stop();

      const report = await workload.check({ versions: 'either' });
      expect(report.violations).toEqual([]);
      expect(back.writePauseMs).toBeGreaterThan(0);
      expect(back.writePauseMs).toBeLessThan(5_000);
      expect(done.writePauseMs).toBeGreaterThan(0);
      expect(done.writePauseMs).toBeLessThan(5_000);
    } finally {
      await rig.close();
    }
  });
});
