import { realpath } from 'node:fs/promises';

import { becomePrimary, withServer } from './replica-set.js';
import { isHeldByOther, readState, type RunningState, writeState } from './running-state.js';

const ANSWER_WITHIN_MS = 1500;

/** A mongod that was already running. */
export interface FoundMongod {
  readonly port: number;
  readonly pid: number;
  /** Whether this process now has to stop it, because its starter is gone. */
  readonly adopted: boolean;
}

/**
 * The mongod that currently serves this data folder, started by another process or left by a killed one; `null` if
 * there is none.
 */
export async function findRunning(dataDir: string): Promise<FoundMongod | null> {
  const state = await readState(dataDir);
  if (state === null) return null;
  const pid = await serverOf(dataDir, state);
  if (pid === null) return null;

  await becomePrimary(state.port);
  const adopted = !isHeldByOther(state);
  if (adopted) await writeState(dataDir, { port: state.port, owner: process.pid });
  return { port: state.port, pid, adopted };
}

/** Asks the server itself which data it serves: its process id or port may have been reused. */
async function serverOf(dataDir: string, { port }: RunningState): Promise<number | null> {
  try {
    return await withServer(port, { waitMs: ANSWER_WITHIN_MS }, async (admin) => {
      const { parsed } = await admin({ getCmdLineOpts: 1 });
      if ((await realpath(String(parsed.storage.dbPath))) !== (await realpath(dataDir))) return null;
      return Number((await admin({ serverStatus: 1 }))['pid']);
    });
  } catch {
    return null;
  }
}
