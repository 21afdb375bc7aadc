import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

const DAY_MS = 86_400_000;

/** Form of a tag: which machine, which process, since when. */
export const OWNER_TAG = /^([0-9a-f]{8})-(\d{1,10})-([0-9a-z]{6,12})$/;

const thisHost = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const active = new Set<string>();
let lastStart = 0;

/** Marks unfinished work (a partial folder, a scratch collection) with the process that does it. */
export function takeOwnerTag(): string {
  lastStart = Math.max(Date.now(), lastStart + 1);
  const tag = `${thisHost}-${process.pid}-${lastStart.toString(36)}`;
  active.add(tag);
  return tag;
}

/** Says that the work of a tag is over, whether it was done or failed. */
export function releaseOwnerTag(tag: string): void {
  active.delete(tag);
}

/**
 * Whether nobody works under a tag any more: its process has ended, or it is over a day old. Only the age tells of
 * processes on other machines. The own process id proves nothing: in containers it is often the same after a restart.
 */
export function isAbandoned(tag: string): boolean {
  const [, host, pid, started] = OWNER_TAG.exec(tag) ?? [];
  if (pid === undefined || started === undefined) return false;
  if (active.has(tag)) return false;
  if (Date.now() - Number.parseInt(started, 36) > DAY_MS) return true;
  return host === thisHost && (Number(pid) === process.pid || !isAlive(Number(pid)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
