import { setTimeout as sleep } from 'node:timers/promises';

const CLEAN_WITHIN_MS = 8_000;

/**
 * Stops a mongod with SIGTERM, its clean shutdown, and with SIGKILL if it does not exit; the journal makes that safe.
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
