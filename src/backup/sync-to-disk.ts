import { open } from 'node:fs/promises';

/** Syncs a file's content or a folder's entries to the disk; otherwise a power failure can lose either. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
