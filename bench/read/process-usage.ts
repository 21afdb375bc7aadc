import { readFile } from 'node:fs/promises';

/** Linux counts CPU time in hundredths of a second (USER_HZ) on every architecture that Node supports. */
const TICK_MS = 10;

/** The CPU time of a process and all its threads since its start, user and system, in ms; from `/proc/PID/stat`. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may contain spaces; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The memory of a process in MB (2^20 bytes), current and peak; from `/proc/PID/status`. */
export async function memoryMb(pid: number): Promise<{ readonly now: number; readonly most: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { now: field('VmRSS'), most: field('VmHWM') };
}
