import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the next start needs to know about a data folder's mongod. */
export interface RunningState {
  readonly port: number;
  /** The process that will stop mongod. */
  readonly owner: number;
}

const fileIn = (dataDir: string): string => join(dataDir, 'embedded.json');

/** The state left by the last start; `null` if there is none or it is unreadable. */
export async function readState(dataDir: string): Promise<RunningState | null> {
  try {
    const { port, owner } = JSON.parse(await readFile(fileIn(dataDir), 'utf8')) as Partial<RunningState>;
    return Number.isInteger(port) && Number.isInteger(owner) ? { port: Number(port), owner: Number(owner) } : null;
  } catch {
    return null;
  }
}

/** Replaces the state atomically, so that a kill never leaves half of it. */
export async function writeState(dataDir: string, state: RunningState): Promise<void> {
  const draft = `${fileIn(dataDir)}.${process.pid}`;
  await writeFile(draft, JSON.stringify(state));
  await rename(draft, fileIn(dataDir));
}

/** Clears the owner of a stopped mongod; keeps the port, so that the address stays the same. */
export async function releaseState(dataDir: string, port: number): Promise<void> {
  await writeState(dataDir, { port, owner: 0 });
}

/** Whether the other process that may stop mongod is still running. */
export function isHeldByOther({ owner }: RunningState): boolean {
  if (owner === 0 || owner === process.pid) return false; // in a container, a new process often has the dead one's id
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}
