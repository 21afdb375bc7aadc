import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { OwnedRun, Interruption } from './owned-run.js';
import type { MigrationRun } from './migration-run.js';
import { newWork } from './migration-run.js';
import { LeaseLostError } from './run-errors.js';
import { leaseMsIn } from './lease-length.js';
import { type RunStore } from './run-store.js';

describe('a run that its driver owns', () => {
  it('has the state of the latest change, whichever reply arrives first', async () => {
    const replies: ((run: MigrationRun) => void)[] = [];
    const store = {
      update: () =>
        new Promise<MigrationRun>((resolve) => {
          replies.push(resolve);
        }),
    } as unknown as RunStore;
    const begun = { _id: 'run-1', epoch: 2, revision: 7, request: null, work: newWork() } as unknown as MigrationRun;
    const run = new OwnedRun(store, begun, new Logger(), new AbortController().signal);

    const extended = run.update({});
    const changed = run.updateWork({ copied: true });
    replies[1]?.({ ...begun, revision: 9, work: { ...begun.work, copied: true } });
    await changed;
    replies[0]?.({ ...begun, revision: 8 });
    await extended;

    expect(run.value.work.copied).toBe(true);
  });

  describe('while it waits with a longer lease', () => {
    const waiting = { _id: 'run-1', epoch: 2, revision: 7, request: null, state: 'completed', work: newWork() };
    const driven = (update: RunStore['update']): OwnedRun =>
      new OwnedRun(
        { update } as unknown as RunStore,
        waiting as unknown as MigrationRun,
        new Logger(),
        new AbortController().signal,
      );

    beforeEach(() => {
      jest.useFakeTimers();
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    it('has the shorter lease from the moment it is told to act, even without a reply', async () => {
      const run = driven(() => Promise.reject(new Error('no reply')));
      await expect(run.setState('rolling-back')).rejects.toThrow('no reply');
      jest.advanceTimersByTime(leaseMsIn('rolling-back') - 1);
      expect(() => {
        run.ensureMine();
      }).not.toThrow();
      jest.advanceTimersByTime(2);
      expect(() => {
        run.ensureMine();
      }).toThrow(LeaseLostError);
    });

    it('does not get the longer lease back because another change was confirmed meanwhile', async () => {
      const replies: ((run: MigrationRun) => void)[] = [];
      const run = driven(
        () =>
          new Promise((resolve) => {
            replies.push(resolve);
          }),
      );
      void run.setState('rolling-back');
      const other = run.update({});
      replies[1]?.({ ...waiting, revision: 8 } as unknown as MigrationRun);
      await other;
      jest.advanceTimersByTime(leaseMsIn('rolling-back') + 1);
      expect(() => {
        run.ensureMine();
      }).toThrow(LeaseLostError);
    });
  });

  it('waits exactly until an operator requests something', async () => {
    const request = { kind: 'rollback', by: 'somebody', at: new Date(0) };
    const begun = { _id: 'run-1', epoch: 2, revision: 7, request: null, state: 'completed', work: newWork() };
    const store = { update: () => Promise.resolve({ ...begun, revision: 8, request }) } as unknown as RunStore;
    const run = new OwnedRun(store, begun as unknown as MigrationRun, new Logger(), new AbortController().signal);
    const waited = run.pause(1_000_000);
    await run.hear();
    await waited;
    expect(() => {
      run.safePoint();
    }).toThrow(Interruption);
  });
});
