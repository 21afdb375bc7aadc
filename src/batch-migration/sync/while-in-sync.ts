import { setTimeout as sleep } from 'node:timers/promises';

import type { OwnedRun } from '../run/owned-run.js';
import type { CollectionSync } from './collection-sync.js';

const LOOK_EVERY_MS = 200;

/** Keeps applying changes until some longer work alongside is done, so that they do not pile up in the oplog. */
export async function whileInSync<T>(run: OwnedRun, sync: CollectionSync, work: Promise<T>): Promise<T> {
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  ended.catch(() => undefined); // awaited below
  while (!done) {
    run.ensureMine();
    await Promise.race([ended.catch(() => undefined), sleep(LOOK_EVERY_MS)]);
    if (!done) await sync.applyNext();
  }
  return ended;
}
