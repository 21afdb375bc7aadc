/**
 * Named moments of a migration at which tests kill or stop the process that drives it: between every two effects that a
 * crash could separate. `…-sent` points lie after a command was sent and before its reply.
 */
export const CRASH_POINTS = [
  'lease-taken', 'phase-begun', 'phase-done', 'page-sent', 'page-copied', 'page-saved', 'changes-sent', 'changes-copied', 'changes-saved',
  'index-build-sent', 'mid-verification', 'before-fence', 'fence-sent', 'fenced', 'drained', 'rename-sent', 'renamed', 'mid-stragglers', 'before-unfence', 'unfenced',
  'reverse-changes-mapped', 'mid-cleanup', 'in-place-batch',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Kills (`CATALOG_CRASH_AT=point`) or stops (`CATALOG_STOP_AT=point`) this process at its n-th (`…=point:n`) passing of a point. Tests only. */
export function crashPoint(point: CrashPoint): void {
  if (process.env.NODE_ENV !== 'test') return;
  if (isDue(point, process.env.CATALOG_CRASH_AT)) process.kill(process.pid, 'SIGKILL');
  if (isDue(point, process.env.CATALOG_STOP_AT)) process.kill(process.pid, 'SIGSTOP');
}

const passed = new Map<string, number>();

function isDue(point: CrashPoint, setting: string | undefined): boolean {
  if (setting === undefined) return false;
  const [name, nth = '1'] = setting.split(':');
  if (name !== point) return false;
  const times = (passed.get(setting) ?? 0) + 1;
  passed.set(setting, times);
  return times === Number(nth);
}
