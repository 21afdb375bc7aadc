import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A command for a writer. */
export type WriterOrder =
  | { readonly kind: 'pace'; readonly perSecond: number }
  | { readonly kind: 'stop' }
  | { readonly kind: 'burst'; readonly writes: number; readonly mark: number };

/** An outside writer, seen from this process. */
export class OutsideWriter {
  private constructor(private readonly child: ChildProcess) {}

  static async start(uri: string, database: string): Promise<OutsideWriter> {
    const root = new URL('../../../', import.meta.url);
    const child = fork(new URL('./writer-worker.ts', import.meta.url), [uri, database], {
      execArgv: ['--import', new URL('test/support/typescript.js', root).href],
    });
    process.once('exit', () => {
      child.kill('SIGKILL');
    });
    await messageOf(child);
    return new OutsideWriter(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Starts writing at the given rate; the returned function stops and returns the number of writes. */
  pace(perSecond: number): () => Promise<number> {
    this.tell({ kind: 'pace', perSecond });
    return async () => {
      const answer = messageOf(this.child);
      this.tell({ kind: 'stop' });
      return (await answer).writes;
    };
  }

  /** Edits as fast as possible; the last edit sets the price of a public product to `mark`. */
  async burst(writes: number, mark: number): Promise<number> {
    const answer = messageOf(this.child);
    this.tell({ kind: 'burst', writes, mark });
    return (await answer).writes;
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  private tell(order: WriterOrder): void {
    this.child.send(order);
  }
}

async function messageOf(child: ChildProcess): Promise<{ readonly writes: number }> {
  const given = new AbortController();
  const ended = once(child, 'exit', { signal: given.signal }).then(() => {
    throw new Error('The writer ended');
  });
  try {
    const answer = once(child, 'message', { signal: given.signal }) as Promise<[{ readonly writes: number }]>;
    const [message] = await Promise.race([answer, ended]);
    return message;
  } finally {
    given.abort();
    ended.catch(() => undefined);
  }
}
