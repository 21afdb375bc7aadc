import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

const DAY_MS = 86_400_000;

/** Format of a tag: machine, process, start time. */
export const OWNER_TAG = /^([0-9a-f]{8})-(\d{1,10})-([0-9a-z]{6,12})$/;

const thisHost = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const active = new Set<string>();
let lastStart = 0;

/** Tags unfinished work (a partial folder, a scratch collection) with the process that does it. */
export function takeOwnerTag(): string {
  lastStart = Math.max(Date.now(), lastStart + 1);
  const tag = `${thisHost}-${process.pid}-${lastStart.toString(36)}`;
  active.add(tag);
  return tag;
}

/** Marks the work of a tag as over, whether it succeeded or failed. */
export function releaseOwnerTag(tag: string): void {
  active.delete(tag);
}

/**
 * Whether the tag's process has ended, or the tag is over a day old. Only the age says anything about processes on
 * other machines. A matching process id proves nothing: in containers it is often the same after a restart.
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
