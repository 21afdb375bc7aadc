import { describe, expect, it } from '@jest/globals';

import type { MigrationRun, RequestKind } from '../batch-migration/run/migration-run.js';
import { testRun } from './testing/scripted-migration.js';
import { CommandWatch } from './command-watch.js';

const ASKED = new Date(5000);
const pending = (kind: RequestKind): Pick<MigrationRun, 'request'> => ({ request: { kind, by: 'ann', at: ASKED } });

describe('CommandWatch', () => {
  it('waits until the command is picked up', () => {
    let time = 0;
    const watch = new CommandWatch('rollback', ASKED, () => time);
    const run = testRun({ state: 'completed', ...pending('rollback') });
    expect(watch.isSettled(run)).toBe(false);
    time = 60_000;
    expect(watch.isSettled(run)).toBe(false);
  });

  it('does not wait for a command that replaced its own', () => {
    const watch = new CommandWatch('pause', ASKED, () => 0);
    expect(
      watch.isSettled(testRun({ state: 'paused', request: { kind: 'resume', by: 'bob', at: new Date(6000) } })),
    ).toBe(true);
  });

  it.each(['aborted', 'failed', 'needs-operator'] as const)('is settled when the run is %s', (state) => {
    expect(new CommandWatch('switch', ASKED, () => 0).isSettled(testRun({ state }))).toBe(true);
  });

  it('treats a command without following work as refused', () => {
    let time = 0;
    const watch = new CommandWatch('cleanup', ASKED, () => time);
    const quiet = testRun({ state: 'completed' });
    expect(watch.isSettled(quiet)).toBe(false);
    time = 2_999;
    expect(watch.isSettled(quiet)).toBe(false);
    time = 3_000;
    expect(watch.isSettled(quiet)).toBe(true);
    expect(watch.isFulfilled(quiet)).toBe(false);
  });

  it('notices work that starts late', () => {
    let time = 0;
    const watch = new CommandWatch('rollback', ASKED, () => time);
    watch.isSettled(testRun({ state: 'completed' }));
    time = 2_000;
    watch.isSettled(testRun({ state: 'rolling-back' }));
    time = 4_000;
    expect(watch.isSettled(testRun({ state: 'completed' }))).toBe(false);
  });
});
