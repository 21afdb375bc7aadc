import { fork } from 'node:child_process';
import { once } from 'node:events';

import type { Flood, FloodReport } from './flood.js';

export type { FloodReport } from './flood.js';

/** Runs a flood in a process of its own. */
export async function flood(order: Flood): Promise<FloodReport> {
  const child = fork(new URL('./flood.ts', import.meta.url), {
    execArgv: ['--import', new URL('../typescript.js', import.meta.url).href],
  });
  const end = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', end);
  child.send(order);
  const [report] = (await once(child, 'message')) as [FloodReport];
  process.removeListener('exit', end);
  child.kill('SIGTERM');
  return report;
}
