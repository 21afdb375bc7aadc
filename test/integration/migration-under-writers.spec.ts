import { describe, expect, it, jest } from '@jest/globals';

import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { toRunDto } from '../../src/batch-migration/http/to-run-dto.js';
import type { Backlog } from '../../src/batch-migration/run/backlog.js';
import type { RunState } from '../../src/batch-migration/run/migration-run.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';
import { Workload } from '../support/workload/workload.js';

jest.setTimeout(960_000);

/** Waits for a state, and collects the backlog that the run reports in the meantime. */
async function untilAndTold(rig: MigrationRig, id: string, state: RunState): Promise<readonly Backlog[]> {
  const told: Backlog[] = [];
  let waiting = true;
  const watching = (async (): Promise<void> => {
    while (waiting) {
      const { backlog } = toRunDto(await rig.runs.get(id));
      if (backlog !== null) told.push(backlog);
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
  })();
  await rig.until(id, state);
  waiting = false;
  await watching;
  return told;
}

// The long version, with a service, its readers and figures, is `npm run bench -- starve`.
describe('Writers that never rest, one of them past validation', () => {
  it('do not keep a migration or a rollback from its end, and lose nothing', async () => {
    const rig = await startMigrationRig();
    // On a busy machine a lease may be lost: the run is then resumed.
    rig.supervisor.start();
    try {
      await insertGenerated(rig.products as never, { count: 600, seed: 3 });
      const workload = await Workload.start({
        uri: process.env.TEST_MONGODB_URI ?? '',
        db: rig.db as never,
        seed: Math.floor(Date.now() / 86_400_000),
        outsideWriters: 2,
        bypassingWriters: 1,
        thinkMs: 0,
      });
      const run = await rig.startBare();
      const told = await untilAndTold(rig, run._id, 'completed');
      await workload.context.untilNoted('increment: ok', 100);
      await rig.service.ask(run._id, 'rollback', 'test');
      await rig.until(run._id, 'rolled-back');
      await workload.context.untilNoted('increment: ok', 100);
      await workload.stop();

      expect((await workload.check({ versions: 'either' })).violations).toEqual([]);
      expect(told.some(({ writtenPerSecond }) => writtenPerSecond > 0)).toBe(true);
    } finally {
      await rig.close();
    }
  });
});
