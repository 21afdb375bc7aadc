import { setImmediate as nextTurn } from 'node:timers/promises';

import { expect, it } from '@jest/globals';

import type { Backups } from '../backup/backups.service.js';
import type { RunStore } from '../batch-migration/run/run-store.js';
import type { Collections } from '../database/collections.js';
import { RestoreLeaseLostError } from './restore-errors.js';
import type { RestoreStore } from './restore-store.js';
import { Restores } from './restores.service.js';

it('restores are waited for until the last has ended, also one that began before another was put away', async () => {
  const ends: (() => void)[] = [];
  const store = {
    claim: () => Promise.resolve(null),
    start: () => Promise.resolve({ _id: `restore-${ends.length}` }),
    update: ({ _id }: { readonly _id: string }) =>
      new Promise((_, reject) => {
        ends.push(() => {
          reject(new RestoreLeaseLostError(_id));
        });
      }),
  };
  const restores = new Restores(
    {} as Collections,
    { get: () => Promise.resolve({}) } as unknown as Backups,
    store as unknown as RestoreStore,
    { active: () => Promise.resolve(null) } as unknown as RunStore,
  );
  const start = () => restores.start({ backupId: 'b', pointInTime: null, closeWayBack: false, startedBy: 'test' });
  await start();
  await start();
  ends[0]?.();
  await nextTurn();

  let isIdle = false;
  const idle = restores.whenIdle().then(() => {
    isIdle = true;
  });
  await nextTurn();
  expect(isIdle).toBe(false);
  ends[1]?.();
  await idle;
});
