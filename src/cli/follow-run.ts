import { setTimeout as sleep } from 'node:timers/promises';

import type { MigrationRun } from '../migration/run/migration-run.js';
import { FORMAT_VERSION } from '../migration/run/migration-run.js';
import { RunStateError } from '../migration/run/run-errors.js';
import type { Migrations } from './migrations.js';

const LOOK_EVERY_MS = 250;
const TAKE_OVER_EVERY = 4;

/** How a run is followed. */
export interface Following {
  readonly signal: AbortSignal;
  /** Is shown the run as it stands, several times a second. */
  readonly show: (run: MigrationRun) => void;
  /** When to stop. */
  readonly until: (run: MigrationRun) => boolean;
  /** Whether to drive the run here as soon as no other instance does. */
  readonly drive: boolean;
}

/** How a run stood when it was no longer followed. */
export interface Followed {
  readonly run: MigrationRun;
  /** By the user, before the run was where it should be. */
  readonly interrupted: boolean;
}

/** Follows a run until it is where it should be or the user interrupts; what this process drives is let go of then. */
export async function followRun(migrations: Migrations, id: string, { signal, show, until, drive }: Following): Promise<Followed> {
  for (let looks = 0; ; looks += 1) {
    const run = await migrations.service.get(id);
    show(run);
    if (until(run) || signal.aborted) {
      if (drive) await migrations.letGo();
      return until(run) ? { run, interrupted: false } : { run: await migrations.service.get(id), interrupted: true };
    }
    if (drive) requireKnownFormat(run);
    if (drive && looks % TAKE_OVER_EVERY === 0) await migrations.takeOver();
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function requireKnownFormat({ _id, formatVersion }: MigrationRun): void {
  if (formatVersion > FORMAT_VERSION) {
    throw new RunStateError(`Migration ${_id} was begun by a newer version of the service; go on with that version's command line`, { runId: _id });
  }
}
