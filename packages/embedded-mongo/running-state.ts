import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the next start needs to know about the mongod of a data folder. */
export interface RunningState {
  readonly port: number;
  /** The process that will stop the mongod. */
  readonly owner: number;
}

const fileIn = (dataDir: string): string => join(dataDir, 'embedded.json');

/** The state that the last start left; `null` if there is none, or none that can be read. */
export async function readState(dataDir: string): Promise<RunningState | null> {
  try {
    const { port, owner } = JSON.parse(await readFile(fileIn(dataDir), 'utf8')) as Partial<RunningState>;
    return Number.isInteger(port) && Number.isInteger(owner) ? { port: Number(port), owner: Number(owner) } : null;
  } catch {
    return null;
  }
}

/** Replaces the state in one step, so that a kill never leaves half of it. */
export async function writeState(dataDir: string, state: RunningState): Promise<void> {
  const draft = `${fileIn(dataDir)}.${process.pid}`;
  await writeFile(draft, JSON.stringify(state));
  await rename(draft, fileIn(dataDir));
}

/** Forgets who owns a mongod that was stopped; the port is kept, so that the address stays the same. */
export async function releaseState(dataDir: string, port: number): Promise<void> {
  await writeState(dataDir, { port, owner: 0 });
}

/** Whether another process that may stop the mongod is still there. */
export function isHeldByOther({ owner }: RunningState): boolean {
  if (owner === 0 || owner === process.pid) return false; // in a container the new process often has the dead one's id
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}
