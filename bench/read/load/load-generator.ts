import { type ChildProcess, fork } from 'node:child_process';

import type { RequestSet } from './request-set.js';

/** The task of the load generator. */
export interface LoadOrder {
  readonly port: number;
  /** The request set. */
  readonly name: string;
  readonly connections: number;
  readonly seconds: number;
}

/** The results; response times in ms. */
export interface LoadReport {
  readonly requests: number;
  /** Responses with a status other than 200. */
  readonly failures: number;
  readonly firstFailure: string;
  readonly bytes: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

type Message = { readonly kept: string } | { readonly report: LoadReport } | { readonly error: string };

/** The load generator's process, seen from outside. */
export class LoadGenerator {
  private readonly known = new Set<string>();

  private constructor(private readonly child: ChildProcess) {}

  static start(): LoadGenerator {
    const root = new URL('../../../', import.meta.url);
    const child = fork(new URL('./load-worker.ts', import.meta.url), {
      execArgv: ['--import', new URL('test/support/typescript.js', root).href],
      serialization: 'advanced',
    });
    process.once('exit', () => {
      child.kill('SIGKILL');
    });
    return new LoadGenerator(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Sends a request set once, before the measurement starts. */
  async keep(set: RequestSet): Promise<void> {
    if (this.known.has(set.name)) return;
    await this.ask({ keep: set });
    this.known.add(set.name);
  }

  async run(order: LoadOrder): Promise<LoadReport> {
    const answer = await this.ask({ run: order });
    if ('report' in answer) return answer.report;
    throw new Error(`Load ${order.name} failed: ${'error' in answer ? answer.error : 'no report'}`);
  }

  stop(): void {
    this.child.kill('SIGTERM');
  }

  private ask(message: { readonly keep: RequestSet } | { readonly run: LoadOrder }): Promise<Message> {
    return new Promise((resolve, reject) => {
      const onEnd = (): void => {
        reject(new Error('The load generator ended'));
      };
      this.child.once('exit', onEnd);
      this.child.once('message', (answer: Message) => {
        this.child.off('exit', onEnd);
        resolve(answer);
      });
      this.child.send(message);
    });
  }
}
