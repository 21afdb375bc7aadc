import { setTimeout as sleep } from 'node:timers/promises';

import { WRITE_BACK_STOPS_WITHIN_MS } from '../../products/write-back-gate.js';
import { crashPoint } from '../crash-points.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { Progress } from '../progress.js';
import { changeValidation } from '../../collection-swap/named-collections.js';
import type { Refused } from '../mapping/mapped-documents.js';
import { measuredSurroundings } from '../surroundings.js';
import { Throttle } from '../throttle.js';
import { mapLive } from './live-documents.js';
import { selectedPages } from './sweep-pages.js';

const REPORTED = 20;

/**
 * The rollback of an in-place migration. Every document of the latest version becomes what it was, byte for byte if it
 * has not changed since. A changed document is converted to the old shape; one created since gets the version before
 * the latest. A document that no older shape can represent stays as it is and is reported. After a crash the sweep
 * starts over and skips documents that are already done.
 *
 * While the run is `rolling-back`, and afterwards, no instance stores lazy upgrades (`WriteBackGate`). Instances learn
 * of this within `WRITE_BACK_STOPS_WITHIN_MS`, so a second pass, that long after the first, handles what they stored
 * meanwhile.
 */
export async function sweepDown(context: MigrationContext): Promise<PhaseDetail> {
  const { run, db } = context;
  if (run.value.work.source === null) return { downgraded: 0, kept: 0 };
  // First, so that downgraded documents do not cause warnings in the server's log.
  run.ensureMine();
  await changeValidation(db, context.known('source'), context.validation);
  const first = await passDown(context);
  await sleep(WRITE_BACK_STOPS_WITHIN_MS);
  const last = await passDown(context);
  return { downgraded: first.changed + last.changed, kept: last.kept, keptExamples: last.examples };
}

interface PassDown {
  readonly changed: number;
  /** Number of documents that cannot be downgraded. */
  readonly kept: number;
  readonly examples: readonly Refused[];
}

async function passDown(context: MigrationContext): Promise<PassDown> {
  const { run, tools } = context;
  const throttle = new Throttle(measuredSurroundings(tools.collections, run), run.value.options.maxDocumentsPerSecond);
  const progress = new Progress(run, run.value.counts.total);
  let changed = 0;
  let kept = 0;
  let examples: Refused[] = [];
  for await (const ids of selectedPages(context, {
    collection: context.known('source'),
    selection: 'latest',
    throttle,
  })) {
    run.ensureMine();
    const outcome = await mapLive(tools.collections.products, ids, {
      direction: 'down',
      lockBy: run,
      ensureMine: () => {
        run.ensureMine();
      },
    });
    crashPoint('in-place-batch');
    changed += outcome.changed.length;
    kept += outcome.refused.length;
    examples = [...examples, ...outcome.refused].slice(0, REPORTED);
    await progress.update(changed, {});
  }
  return { changed, kept, examples };
}
