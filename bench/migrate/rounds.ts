import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { tokenTime } from '../../src/database/cluster-time.js';
import { presentTime } from '../../src/database/present-time.js';
import type { MigrationRun, PhaseName } from '../../src/batch-migration/run/migration-run.js';
import type { MigrationRig } from '../../test/support/migration-rig.js';
import { countUp } from './count-up.js';
import { effortOf, measureReferences, type Effort, type References, since, snapshot } from './references.js';

/** One migration and rollback, with the references measured before, between and after its parts. */
export interface Round {
  readonly documents: number;
  /** The times of `$out` and a raw read, measured around the parts of the migration. */
  readonly references: readonly References[];
  readonly phases: ReadonlyMap<string, Effort>;
  /** One comparison before the switch: while a run waits for the switch command, everything is compared once more. */
  readonly comparison: Effort;
  /** The comparison after the switch, without the query timing that follows it. */
  readonly comparisonAfterSeconds: number;
  readonly changes: { readonly count: number; readonly effort: Effort };
  readonly switchPauseMs: number;
  readonly rollbackPauseMs: number;
  readonly rollbackSeconds: number;
  readonly writes: number;
  readonly lost: number;
}

const POLL_MS = 20;
const MAX_CHANGES = 20_000;

/**
 * A migration that stops before its switch, so that the references can be measured and changes can pile up; then the
 * switch, and the rollback. An outside writer increments counters throughout.
 */
export async function measureRound(rig: MigrationRig, mongodPid: number): Promise<Round> {
  const documents = await rig.products.countDocuments();
  const references = [await measureReferences(rig.db as never, mongodPid)];
  const clock = new PhaseClock(rig, mongodPid);
  const run = await rig.start({ acceptBlockers: true, manualSwitch: true });
  clock.follow(run._id);
  await rig.until(run._id, 'waiting-for-switch');
  await clock.rest();
  const comparison = clock.efforts.get('switch');
  if (comparison === undefined) throw new Error('The run came to its switch without comparing');
  references.push(await measureReferences(rig.db as never, mongodPid));
  const changes = await applyChanges(rig, run._id, mongodPid);
  const writer = countUp(rig.db as never);
  clock.follow(run._id);
  await rig.service.ask(run._id, 'switch', 'bench');
  const completed = await rig.until(run._id, 'completed');
  await clock.rest();
  references.push(await measureReferences(rig.db as never, mongodPid));
  const rolledBackAt = performance.now();
  await rig.service.ask(run._id, 'rollback', 'bench');
  const back = await rig.until(run._id, 'rolled-back');
  const rollbackSeconds = (performance.now() - rolledBackAt) / 1_000;
  const { lost, writes } = await writer.stop();
  references.push(await measureReferences(rig.db as never, mongodPid));
  return {
    documents,
    references,
    phases: clock.efforts,
    comparison,
    comparisonAfterSeconds: await comparisonAfter(rig, completed),
    changes,
    switchPauseMs: completed.writePauseMs ?? Number.NaN,
    rollbackPauseMs: back.writePauseMs ?? Number.NaN,
    rollbackSeconds,
    writes,
    lost,
  };
}

/** From the start of the phase to the report of the comparison, in seconds. */
async function comparisonAfter({ settings }: MigrationRig, { _id, phases }: MigrationRun): Promise<number> {
  const path = join(settings.REPORT_DIR, 'data-integrity-verification-report.json');
  const { runId, at } = JSON.parse(await readFile(path, 'utf8')) as { readonly runId: string; readonly at: string };
  const begun = phases.find(({ name }) => name === 'post-validation')?.startedAt;
  return runId === _id && begun ? (Date.parse(at) - begun.getTime()) / 1_000 : Number.NaN;
}

/** Changes many products at once, and waits until the run has applied all of it to both copies. */
async function applyChanges(rig: MigrationRig, id: string, mongodPid: number): Promise<Round['changes']> {
  const ids = await rig.products.find({}, { projection: { _id: 1 }, limit: MAX_CHANGES }).toArray();
  const effort = await effortOf(mongodPid, async () => {
    const chosen = { _id: { $in: ids.map(({ _id }) => _id) } } as never;
    await rig.products.updateMany(chosen, { $inc: { benchCount: 1 } } as never);
    const until = (await presentTime(rig.db as never)).toBigInt();
    while ((tokenTime((await rig.runs.get(id)).work.position) ?? 0n) < until) {
      // The position is only reported when something was applied, or from time to time.
      await rig.products.updateOne({ _id: ids[0]?._id } as never, { $inc: { benchTick: 1 } } as never);
      await sleep(POLL_MS);
    }
  });
  return { count: ids.length, effort };
}

/** The current phase of a run, and the duration of each phase. */
class PhaseClock {
  readonly efforts = new Map<string, Effort>();
  private running = false;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly rig: MigrationRig,
    private readonly mongodPid: number,
  ) {}

  /** Follows the run until told to stop. */
  follow(id: string): void {
    this.running = true;
    this.work = this.watch(id);
  }

  async rest(): Promise<void> {
    this.running = false;
    await this.work;
  }

  private async watch(id: string): Promise<void> {
    let phase: PhaseName | null = null;
    let entered = await snapshot(this.mongodPid);
    while (this.running) {
      const run: MigrationRun = await this.rig.runs.get(id);
      if (run.phase !== phase) {
        const now = await snapshot(this.mongodPid);
        this.note(phase, since(entered, now));
        [phase, entered] = [run.phase, now];
      }
      await sleep(POLL_MS);
    }
    this.note(phase, since(entered, await snapshot(this.mongodPid)));
  }

  private note(phase: PhaseName | null, effort: Effort): void {
    if (phase === null) return;
    const before = this.efforts.get(phase) ?? { seconds: 0, cpuSeconds: 0, nodeSeconds: 0 };
    this.efforts.set(phase, {
      seconds: before.seconds + effort.seconds,
      cpuSeconds: before.cpuSeconds + effort.cpuSeconds,
      nodeSeconds: before.nodeSeconds + effort.nodeSeconds,
    });
  }
}
