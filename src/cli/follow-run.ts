import { setTimeout as sleep } from 'node:timers/promises';

import { isMongoUnavailable } from '../errors/mongo-unavailable.js';
import type { MigrationRun } from '../batch-migration/run/migration-run.js';
import { FORMAT_VERSION } from '../batch-migration/run/migration-run.js';
import { RunStateError } from '../batch-migration/run/run-errors.js';
import type { Migrations } from './migrations.js';

const LOOK_EVERY_MS = 250;
const TAKE_OVER_EVERY = 4;
/** An election takes about twelve seconds; a longer outage is reported. */
const WITHOUT_DATABASE_MS = 60_000;

/** Options for following a run. */
export interface Following {
  readonly signal: AbortSignal;
  /** Called with the run's state several times a second. */
  readonly show: (run: MigrationRun) => void;
  /** When to stop. */
  readonly until: (run: MigrationRun) => boolean;
  /** Whether to drive the run here while no other instance does. */
  readonly drive: boolean;
}

/** The run's state when following ended. */
export interface Followed {
  readonly run: MigrationRun;
  /** The user interrupted before the run got there. */
  readonly interrupted: boolean;
}

/**
 * Follows a run until it reaches the expected state or the user interrupts, and then stops driving it. A brief database
 * outage, as in an election, does not end it.
 */
export async function followRun(migrations: Migrations, id: string, following: Following): Promise<Followed> {
  const { signal, until, drive } = following;
  let lastSeen = performance.now();
  for (let looks = 0; ; looks += 1) {
    try {
      const run = await look(migrations, id, following, looks);
      lastSeen = performance.now();
      if (until(run)) {
        if (!drive) return { run, interrupted: false };
        await migrations.letGo();
        return { run: await migrations.service.get(id), interrupted: false };
      }
    } catch (error) {
      if (!isMongoUnavailable(error) || performance.now() - lastSeen > WITHOUT_DATABASE_MS) throw error;
    }
    if (signal.aborted) {
      if (drive) await migrations.letGo();
      const run = await migrations.service.get(id);
      return { run, interrupted: !until(run) };
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Reads the run, and takes it over from time to time if it has no driver. */
async function look(
  migrations: Migrations,
  id: string,
  { signal, show, until, drive }: Following,
  looks: number,
): Promise<MigrationRun> {
  const run = await migrations.service.get(id);
  show(run);
  if (!drive || until(run) || signal.aborted) return run;
  requireKnownFormat(run);
  if (looks % TAKE_OVER_EVERY === 0) await migrations.takeOver();
  return run;
}

function requireKnownFormat({ _id, formatVersion }: MigrationRun): void {
  if (formatVersion > FORMAT_VERSION) {
    throw new RunStateError(
      `Migration ${_id} was started by a newer version of the service; continue with that version's command line`,
      { runId: _id },
    );
  }
}
