import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk with a size set by the test. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills the disk until the given number of bytes is left. */
  leave(bytes: number): Promise<void>;
  /** Frees the space that was filled. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Mounts an in-memory disk; `undefined` if that is not permitted, since it requires root on Linux. */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'catalog-disk-'));
  if (
    process.platform !== 'linux' ||
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status !== 0
  ) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    leave: async (bytes) => {
      const { bavail, bsize } = await statfs(folder);
      execFileSync('fallocate', ['--length', String(bavail * bsize - bytes), join(folder, 'filler')]);
    },
    clear: () => rm(join(folder, 'filler'), { force: true }),
    close: async () => {
      execFileSync('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
