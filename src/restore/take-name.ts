import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { messageOf } from '../errors/message-of.js';
import type { CollectionIdentity } from '../collection-swap/collection-identity.js';
import {
  dropCollection,
  findCollection,
  type FoundCollection,
  isLive,
  rename,
  validationOf,
} from '../collection-swap/named-collections.js';
import { fenceTitleOf } from '../collection-swap/fence.js';
import { swapCollections } from '../collection-swap/swap-collections.js';
import { PRODUCTS } from '../database/collections.js';
import { crashPoint } from '../database/crash-point.js';
import type { OwnedRestore } from './owned-restore.js';
import { KeptCopy } from './kept-copy.js';
import { RestoreSwitchError } from './restore-errors.js';

const BACK_OFF_MS = [1_000, 5_000, 15_000, 60_000];

/** The restored collection has the name now. */
export interface TakenName {
  /** The replaced collection; `null` if there were no products. */
  readonly kept: CollectionIdentity | null;
  readonly writePauseMs: number | null;
  readonly stragglers: number;
  /** Its cluster time; `null` if there were no products. */
  readonly time: bigint | null;
}

/** The collection that takes the name. */
export interface NameTask {
  readonly db: mongo.Db;
  readonly restore: OwnedRestore;
  readonly restored: CollectionIdentity;
}

/**
 * Gives the name `products` to the restored collection with one rename, which happens only if both collections still
 * have their UUIDs. The live products are copied first, and the copy is kept up to date until the fence is set, so no
 * write is lost and readers never miss the name. Without live products, the collection simply takes the name.
 */
export async function takeName(task: NameTask): Promise<TakenName> {
  const logger = new Logger('Restore');
  let copy: KeptCopy | null = null;
  try {
    for (let attempt = 0; ; attempt += 1) {
      const live = await findCollection(task.db, PRODUCTS);
      if (live === null || copy?.live.uuid.equals(live.uuid) !== true) {
        await discardCopy(task, copy);
        copy = live === null ? null : await copyOf(task, live);
      }
      const result = copy === null || live === null ? await takeFreeName(task) : await attemptSwitch(task, copy, live);
      if (typeof result !== 'string') return result;
      logger.warn(`${task.restore.id} could not take over products yet: ${result}`);
      const pause = BACK_OFF_MS[attempt];
      if (pause === undefined)
        throw new RestoreSwitchError(
          'The restored products could not take the place of those that are there, in ' +
            (`${BACK_OFF_MS.length + 1} attempts; the last one: ${result}. Nothing was changed; try again ` +
              'when there are fewer writes'),
        );
      await sleep(pause, undefined, { signal: task.restore.signal });
    }
  } finally {
    await copy?.close();
  }
}

async function copyOf({ db, restore }: NameTask, live: FoundCollection): Promise<KeptCopy> {
  await restore.enter('copying');
  const { localTime } = await db.command({ hello: 1 });
  const name = `products_before_restore_${(localTime as Date).toISOString().replace(/[-:]|\..*$/g, '')}`;
  const total = await db.collection(PRODUCTS).estimatedDocumentCount();
  const copy = await KeptCopy.begin(
    db,
    live,
    { name, title: fenceTitleOf(restore.value) },
    {
      ensureMine: () => {
        restore.ensureMine();
      },
      writeSomething: () => restore.update({}),
      onProgress: (done) => {
        restore.noteProgress(done, Math.max(done, total));
      },
    },
  );
  await restore.updateWork({ kept: copy.collection, live: copy.live, validation: validationOf(live) });
  await copy.copyAll();
  await copy.catchUp();
  crashPoint('restore-copied');
  return copy;
}

async function discardCopy({ db, restore }: NameTask, copy: KeptCopy | null): Promise<void> {
  if (copy === null) return;
  await copy.close();
  await dropCollection(db, copy.collection);
  await restore.updateWork({ kept: null, live: null });
}

/** The reason if it did not happen. */
async function takeFreeName({ db, restore, restored }: NameTask): Promise<TakenName | string> {
  await restore.enter('switching');
  restore.ensureMine();
  try {
    await rename(db, restored, PRODUCTS);
  } catch (error) {
    if (!(await isLive(db, restored))) return `the rename did not happen (${messageOf(error)})`;
  }
  crashPoint('restore-renamed');
  return { kept: null, writePauseMs: null, stragglers: 0, time: null };
}

/** The reason if it did not happen; the fence is lifted then. */
async function attemptSwitch(
  { db, restore, restored }: NameTask,
  copy: KeptCopy,
  live: FoundCollection,
): Promise<TakenName | string> {
  await restore.enter('switching');
  await copy.catchUp();
  const validation = validationOf(live);
  await restore.updateWork({ validation });
  const title = fenceTitleOf(restore.value);
  const begun = performance.now();
  const reason = await swapCollections({
    db,
    title,
    live: copy.live,
    next: restored,
    validation,
    reached: (moment) => {
      crashPoint(`restore-${moment}`);
    },
    ensureMine: () => {
      restore.ensureMine();
    },
    drain: async (until) => {
      if (!(await copy.drainTo(title, until))) return 'the changes before the fence were not copied in time';
      crashPoint('restore-drained');
      return undefined;
    },
  });
  if (reason !== undefined) return reason;
  const writePauseMs = Math.round(performance.now() - begun);
  const { time, stragglers } = await copy.finish(restored);
  return { kept: copy.collection, writePauseMs, stragglers, time };
}
