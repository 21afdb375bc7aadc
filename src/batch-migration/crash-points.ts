import { crashPoint as crashAt } from '../database/crash-point.js';

/**
 * Named points of a migration at which tests kill or stop the process that drives it, one between any two effects that
 * a crash could separate. `…-sent` points are reached after a command was sent and before its reply.
 */
export const CRASH_POINTS = [
  'lease-taken',
  'phase-begun',
  'phase-done',
  'page-sent',
  'page-copied',
  'page-saved',
  'changes-sent',
  'changes-copied',
  'changes-saved',
  'index-build-sent',
  'mid-verification',
  'before-fence',
  'fence-sent',
  'fenced',
  'drained',
  'before-rename',
  'rename-sent',
  'renamed',
  'stragglers-sent',
  'mid-stragglers',
  'before-unfence',
  'unfenced',
  'reverse-changes-mapped',
  'mid-cleanup',
  'in-place-batch',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Kills or stops this process if a test requests it; see `database/crash-point.ts`. */
export function crashPoint(point: CrashPoint): void {
  crashAt(point);
}
