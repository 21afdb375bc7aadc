import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

import { eventually } from './eventually.js';

const SEEN_WITHIN_MS = 180_000;

/** A process of the service, run from its sources. */
export interface ChildService {
  readonly process: ChildProcess;
  /** What it has written so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the first match of a pattern in its output; rejects if the process ends or goes on without one. */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a TypeScript entry point in a separate process; only `PATH`, `HOME` and the given variables are set. */
export function startChild(
  entry: string,
  environment: Readonly<Record<string, string>>,
  cwd = process.cwd(),
): ChildService {
  const root = new URL('../../', import.meta.url);
  const { PATH = '', HOME = '', MONGOD_BINARY } = process.env;
  const child = spawn(
    process.execPath,
    ['--import', new URL('test/support/typescript.js', root).href, new URL(entry, root).pathname],
    {
      cwd,
      env: { PATH, HOME, ...(MONGOD_BINARY === undefined ? {} : { MONGOD_BINARY }), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (part: Buffer) => {
    output.stdout += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    output.stderr += part.toString();
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);

  const seen = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const giveUp = (what: string): void => {
        reject(new Error(`The process ${what} without ${String(pattern)}:\n${output.stdout}${output.stderr}`));
      };
      const waiting = setTimeout(giveUp, SEEN_WITHIN_MS, 'went on for minutes');
      const look = (): void => {
        const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr);
        if (match === null) return;
        clearTimeout(waiting);
        resolve(match);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => {
        clearTimeout(waiting);
        giveUp('ended');
      });
      look();
    });
  return { process: child, output, seen, ended };
}

/** Waits until a process has stopped itself (SIGSTOP); Linux only. */
export async function untilStopped({ process: child, output }: ChildService): Promise<void> {
  await eventually('a process that has stopped', async () => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The process ended:\n${output.stdout}${output.stderr}`);
    const stat = await readFile(`/proc/${child.pid ?? 0}/stat`, 'utf8').catch(() => '');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  });
}
