import type { Random } from '../../../src/demo-data/random.js';
import { CRASH_POINTS } from '../../../src/migration/crash-points.js';

/** What is done to the process that drives a migration. */
export type Fault =
  /** It kills, or stalls, itself when it passes a named point for the n-th time. */
  | { readonly kind: 'crash-at' | 'stall-at'; readonly point: string; readonly nth: number }
  /** It is killed, or stalled, from outside some time after the start. */
  | { readonly kind: 'kill' | 'stall'; readonly afterMs: number };

/** One run of the chaos test, drawn from its seed. */
export interface ChaosPlan {
  readonly fault: Fault;
  readonly strategy: 'blue-green' | 'in-place';
  /** Whether a second instance serves from the start, so that no request may fail; else a fresh one is started after the fault. */
  readonly hasStandby: boolean;
  /** Whether the migration is rolled back once it is complete. */
  readonly rollsBack: boolean;
  readonly lazyUpgrade: 'write-back' | 'read-only';
  /** How long a stalled process sleeps after the other one took over, before it wakes and acts on what it remembers. */
  readonly wakeAfterMs: number;
}

/** Points that only a rollback, or only a certain strategy, passes. */
const ROLLBACK_POINTS: readonly string[] = ['reverse-changes-mapped'];
const IN_PLACE_POINT = 'in-place-batch';
/** Passed once per batch: the later passings are as interesting as the first. */
const REPEATED: readonly string[] = ['page-sent', 'page-copied', 'page-saved', 'changes-sent', 'changes-copied', 'changes-saved', 'phase-begun', 'phase-done'];
const LONGEST_RUN_MS = 12_000;

/** Draws a run. The same seed draws the same one. */
export function drawPlan(random: Random): ChaosPlan {
  const fault = drawFault(random);
  const point = 'point' in fault ? fault.point : undefined;
  return {
    fault,
    strategy: point === IN_PLACE_POINT ? 'in-place' : 'blue-green',
    hasStandby: random.chance(0.5),
    rollsBack: point !== IN_PLACE_POINT && (ROLLBACK_POINTS.includes(point ?? '') || random.chance(0.5)),
    lazyUpgrade: random.pick(['write-back', 'read-only']),
    wakeAfterMs: random.integer(0, 3_000),
  };
}

function drawFault(random: Random): Fault {
  const kind = random.weighted({ 'crash-at': 50, 'stall-at': 20, kill: 20, stall: 10 });
  if (kind === 'kill' || kind === 'stall') return { kind, afterMs: random.integer(0, LONGEST_RUN_MS) };
  const point = random.pick<string>(CRASH_POINTS);
  return { kind, point, nth: REPEATED.includes(point) ? random.integer(1, 6) : 1 };
}

/** The variables that tell a process its fault. */
export function faultEnvironment(fault: Fault): Readonly<Record<string, string>> {
  if (!('point' in fault)) return {};
  const where = `${fault.point}:${fault.nth}`;
  return fault.kind === 'crash-at' ? { CATALOG_CRASH_AT: where } : { CATALOG_STOP_AT: where };
}

/** A plan in one line. */
export function describePlan({ fault, strategy, hasStandby, rollsBack, lazyUpgrade }: ChaosPlan): string {
  const what = 'point' in fault ? `${fault.kind} ${fault.point}:${fault.nth}` : `${fault.kind} after ${fault.afterMs} ms`;
  return `${what}, ${strategy}${rollsBack ? ' and rollback' : ''}, ${hasStandby ? 'with a standby' : 'alone'}, ${lazyUpgrade}`;
}
