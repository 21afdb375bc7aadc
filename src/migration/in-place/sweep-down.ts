import { setTimeout as sleep } from 'node:timers/promises';

import { WRITE_BACK_STOPS_WITHIN_MS } from '../../storage/write-back-gate.js';
import { crashPoint } from '../crash-points.js';
import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phases.js';
import { Progress } from '../progress.js';
import { MigrationError } from '../run/run-errors.js';
import type { Refused } from '../sync/map-documents.js';
import { Throttle } from '../throttle.js';
import { mapLive } from './live-documents.js';
import { selectedPages } from './sweep-pages.js';

const MOST_PASSES = 20;
const BETWEEN_PASSES_MS = 100;
const REPORTED = 20;

/**
 * The way back of a migration in place: every document of the latest version becomes what it was, byte for byte where it
 * was not changed since; what was changed is said in the old shape; what was created since gets the version before the
 * latest. A document that cannot be said in an older shape stays as it is, and is told. After a crash it is begun again:
 * documents that are back already are passed over.
 *
 * While the run is `rolling-back`, and after it, no instance stores lazy upgrades (`WriteBackGate`). Instances hear of it
 * within `WRITE_BACK_STOPS_WITHIN_MS`, so the last pass is one that began later than that.
 */
export async function sweepDown(context: MigrationContext): Promise<PhaseDetail> {
  const { run } = context;
  if (run.value.work.source === null) return { downgraded: 0, kept: 0, passes: 0 };
  const begun = performance.now();
  let downgraded = 0;
  for (let pass = 1; ; pass += 1) {
    const isFinal = performance.now() - begun > WRITE_BACK_STOPS_WITHIN_MS;
    const result = await passDown(context);
    downgraded += result.changed;
    if (isFinal && result.left === 0) return { downgraded, kept: result.kept, keptExamples: result.examples, passes: pass };
    if (pass === MOST_PASSES) throw new MigrationError('CONTENDED', `Others change ${result.left} products faster than they can be rolled back: roll back again when there are fewer writes`, { left: result.left });
    await sleep(isFinal ? BETWEEN_PASSES_MS * pass : Math.max(0, WRITE_BACK_STOPS_WITHIN_MS - (performance.now() - begun)) + 1);
  }
}

interface PassDown {
  readonly changed: number;
  readonly left: number;
  /** Documents that cannot be downgraded. */
  readonly kept: number;
  readonly examples: readonly Refused[];
}

async function passDown(context: MigrationContext): Promise<PassDown> {
  const { run, tools } = context;
  const throttle = new Throttle(tools.collections, run.value.options.maxDocumentsPerSecond);
  const progress = new Progress(run, run.value.counts.total);
  let changed = 0;
  let kept = 0;
  let examples: Refused[] = [];
  let left = 0;
  for await (const ids of selectedPages(context, { collection: context.known('source'), selection: 'latest', throttle })) {
    run.ensureMine();
    const outcome = await mapLive(tools.collections.products, ids, { direction: 'down', ensureMine: () => { run.ensureMine(); } });
    crashPoint('in-place-batch');
    changed += outcome.changed.length;
    left += outcome.left.length;
    kept += outcome.refused.length;
    examples = [...examples, ...outcome.refused].slice(0, REPORTED);
    await progress.update(changed, {});
  }
  return { changed, left, kept, examples };
}
