/**
 * Kills (`CATALOG_CRASH_AT=point`) or stops (`CATALOG_STOP_AT=point`) this process when it reaches a named point,
 * optionally for the n-th time (`…=point:n`), or one of several (`…=point,point`). Points lie between two effects that
 * a crash could separate. Does nothing outside tests.
 */
export function crashPoint(point: string): void {
  if (process.env.NODE_ENV !== 'test') return;
  if (isDue(point, process.env.CATALOG_CRASH_AT)) process.kill(process.pid, 'SIGKILL');
  if (isDue(point, process.env.CATALOG_STOP_AT)) process.kill(process.pid, 'SIGSTOP');
}

const passed = new Map<string, number>();

function isDue(point: string, setting: string | undefined): boolean {
  const due = setting?.split(',').find((one) => one.split(':')[0] === point);
  if (due === undefined) return false;
  const times = (passed.get(due) ?? 0) + 1;
  passed.set(due, times);
  return times === Number(due.split(':')[1] ?? 1);
}
