import type { Random } from '../../../packages/demo-products/random.js';
import { CRASH_POINTS } from '../../../src/batch-migration/crash-points.js';

/** The fault of the process that drives a migration. */
export type Fault =
  /** It kills or stalls itself when it reaches a named point for the n-th time. */
  | { readonly kind: 'crash-at' | 'stall-at'; readonly point: string; readonly nth: number }
  /** It is killed or stalled from outside some time after the start. */
  | { readonly kind: 'kill' | 'stall'; readonly afterMs: number };

/** `kept`: it stays complete, with the rollback window open. */
export type Ending = 'kept' | 'rolled back' | 'cleaned up';

/** One run of the chaos test, drawn from its seed. */
export interface ChaosPlan {
  readonly fault: Fault;
  readonly strategy: 'blue-green' | 'in-place';
  /**
   * Whether a second instance serves from the start, so that no request may fail; otherwise a new one is started after
   * the fault.
   */
  readonly hasStandby: boolean;
  /** What happens to the migration once it is complete. */
  readonly ending: Ending;
  readonly lazyUpgrade: 'write-back' | 'read-only';
  /** How long a stalled process sleeps after the other one took over, before it wakes and acts on what it remembers. */
  readonly wakeAfterMs: number;
}

/** Points that are only reached with a certain ending, or only with a certain strategy. */
const ENDING_POINTS: Readonly<Record<string, Ending>> = {
  'reverse-changes-mapped': 'rolled back',
  'mid-cleanup': 'cleaned up',
};
const IN_PLACE_POINT = 'in-place-batch';
/** Points reached once per batch or phase: later passes are as interesting as the first. */
const REPEATED: readonly string[] = [
  'page-sent',
  'page-copied',
  'page-saved',
  'changes-sent',
  'changes-copied',
  'changes-saved',
  'phase-begun',
  'phase-done',
];
/** Few products are copied in one page. */
const MAX_PASSINGS: Readonly<Record<string, number>> = {
  'page-sent': 1,
  'page-copied': 1,
  'page-saved': 1,
  'phase-begun': 8,
  'phase-done': 8,
};
const LONGEST_RUN_MS = 12_000;

/** Draws a run. The same seed draws the same run. */
export function drawPlan(random: Random): ChaosPlan {
  const fault = drawFault(random);
  const point = 'point' in fault ? fault.point : undefined;
  return {
    fault,
    strategy: point === IN_PLACE_POINT ? 'in-place' : 'blue-green',
    hasStandby: random.chance(0.5),
    ending: ENDING_POINTS[point ?? ''] ?? random.weighted({ kept: 30, 'rolled back': 50, 'cleaned up': 20 }),
    lazyUpgrade: random.pick(['write-back', 'read-only']),
    wakeAfterMs: random.integer(0, 3_000),
  };
}

function drawFault(random: Random): Fault {
  const kind = random.weighted({ 'crash-at': 50, 'stall-at': 20, kill: 20, stall: 10 });
  if (kind === 'kill' || kind === 'stall') return { kind, afterMs: random.integer(0, LONGEST_RUN_MS) };
  const point = random.pick<string>(CRASH_POINTS);
  return { kind, point, nth: REPEATED.includes(point) ? random.integer(1, MAX_PASSINGS[point] ?? 4) : 1 };
}

/** The variables that tell a process its fault. */
export function faultEnvironment(fault: Fault): Readonly<Record<string, string>> {
  if (!('point' in fault)) return {};
  const where = `${fault.point}:${fault.nth}`;
  return fault.kind === 'crash-at' ? { CATALOG_CRASH_AT: where } : { CATALOG_STOP_AT: where };
}

/** A plan in one line. */
export function describePlan({ fault, strategy, hasStandby, ending, lazyUpgrade }: ChaosPlan): string {
  const what =
    'point' in fault ? `${fault.kind} ${fault.point}:${fault.nth}` : `${fault.kind} after ${fault.afterMs} ms`;
  return (
    `${what}, ${strategy}${ending === 'kept' ? '' : `, ${ending}`}, ` +
    `${hasStandby ? 'with a standby' : 'alone'}, ${lazyUpgrade}`
  );
}
