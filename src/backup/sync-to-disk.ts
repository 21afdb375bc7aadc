import { open } from 'node:fs/promises';

/** Has the disk keep a file's content, or a folder's names: without it either can be lost with the power. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
