import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { OwnedRun } from './owned-run.js';
import type { MigrationRun } from './migration-run.js';
import { newWork } from './migration-run.js';
import type { RunStore } from './run-store.js';

describe('a run in the hands of its driver', () => {
  it('is known as it was changed last, whichever reply comes first', async () => {
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
});
