import type { ChildProcess } from 'node:child_process';

import { messageOf } from './embedded-mongo-error.js';
import type { Report } from './mongod-binary.js';
import { stopProcess } from './stop-process.js';

/** Our mongod, restarted if it exits by itself and a restart is configured. */
export class RunningMongod {
  private stopping = false;
  private restart: Promise<void> = Promise.resolve();

  constructor(
    private child: ChildProcess,
    private readonly start?: (onSpawn: (child: ChildProcess) => void) => Promise<unknown>,
    private readonly report: Report = () => undefined,
  ) {
    if (start !== undefined) this.watch();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Stops it, even during a restart. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.restart;
    await stopProcess(this.pid);
  }

  private watch(): void {
    this.child.once('exit', (code, signal) => {
      if (this.stopping) return;
      this.report(`mongod ended by ${signal ?? `code ${String(code)}`}; starting it again`);
      this.restart = this.startAgain();
    });
  }

  private async startAgain(): Promise<void> {
    try {
      // Recorded at once: it may serve others before this process learns of it.
      await this.start?.((child) => {
        this.child = child;
      });
      this.watch();
    } catch (error) {
      this.report(`mongod did not start again: ${messageOf(error)}`);
    }
  }
}
