import { setTimeout as sleep } from 'node:timers/promises';

const CLEAN_WITHIN_MS = 8_000;

/**
 * Ends a mongod by SIGTERM, its clean shutdown, and by SIGKILL where it does not come to an end: the journal covers
 * that.
 */
export async function stopProcess(pid: number): Promise<void> {
  if (!send(pid, 'SIGTERM')) return;
  const deadline = performance.now() + CLEAN_WITHIN_MS;
  while (send(pid, 0)) {
    if (performance.now() > deadline) {
      send(pid, 'SIGKILL');
      return;
    }
    await sleep(20);
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
