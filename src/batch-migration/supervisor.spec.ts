import { setImmediate as nextTurn } from 'node:timers/promises';

import { expect, it } from '@jest/globals';

import type { Collections } from '../database/collections.js';
import type { MongoConnector } from '../database/mongo-connector.js';
import type { Orchestrator } from './orchestrator.js';
import type { MigrationRun } from './run/migration-run.js';
import type { RunStore } from './run/run-store.js';
import { Supervisor } from './supervisor.js';

it('a run is waited for until its end, also one that began while the one before was being released', async () => {
  const ends: (() => void)[] = [];
  const drive = (): Promise<void> =>
    new Promise((resolve) => {
      ends.push(resolve);
    });
  const supervisor = new Supervisor(
    { drive } as unknown as Orchestrator,
    { release: () => Promise.resolve() } as unknown as RunStore,
    {} as Collections,
    {} as MongoConnector,
  );
  for (const _id of ['run-1', 'run-2']) supervisor.drive({ _id } as MigrationRun);
  ends[0]?.();
  await nextTurn();
  expect(supervisor.isDriving).toBe(true);
  ends[1]?.();
  await supervisor.whenIdle();
  expect(supervisor.isDriving).toBe(false);
});
