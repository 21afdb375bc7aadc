import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { areLarge, type StoredBytes } from '../../collection-swap/stored-bytes.js';
import { mapBytes } from './map-bytes.js';
import type { MappingReply, MappingRequest } from './map-packed.js';
import type { Direction, MappedBytes } from './mapped-documents.js';
import { buffersOf, pack, unpack } from './packed-documents.js';

/** Fewer documents are mapped sooner than they are handed over. */
const WORTH_HANDING_OVER = 100;
/** A thread takes some 100 MB, and while a rollback window is open, it may not be needed for days. */
const IDLE_MS = 60_000;

/**
 * Maps documents in threads of their own, so that on a machine with several cores the main thread only reads and
 * writes. Without threads, and until they have started, it maps them itself.
 */
export class MappingThreads {
  private threads: readonly MappingThread[] | undefined;
  private idle: NodeJS.Timeout | undefined;

  /** @param onEnd called if a thread ends by itself; the others, or the main thread, take over */
  constructor(
    private readonly count: number,
    private readonly onEnd: (error: Error) => void,
  ) {}

  /** Maps documents as bytes: what the mapping leaves alone stays the same byte for byte. */
  async map(stored: readonly StoredBytes[], direction: Direction): Promise<MappedBytes> {
    return (await this.handOver(stored, direction)) ?? mapBytes(stored, direction);
  }

  /** Maps documents only if that costs the main thread little: if there are threads for it, and enough documents. */
  async handOver(stored: readonly StoredBytes[], direction: Direction): Promise<MappedBytes | undefined> {
    // Large documents are not held once more by another thread.
    if (this.count === 0 || stored.length < WORTH_HANDING_OVER || areLarge(stored)) return undefined;
    const threads = this.started().filter(({ isReady }) => isReady);
    if (threads.length === 0) return undefined;
    const share = Math.ceil(stored.length / threads.length);
    const mapping = threads.map((thread, index) =>
      thread.map(stored.slice(index * share, (index + 1) * share), direction),
    );
    const parts = await Promise.all(mapping).catch(() => undefined); // `onEnd` has been told
    return (
      parts && {
        documents: parts.flatMap(({ documents }) => documents),
        refused: parts.flatMap(({ refused }) => refused),
        onServer: parts.flatMap(({ onServer }) => onServer),
      }
    );
  }

  /** Ends the threads; the next documents start them again. */
  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { threads = [] } = this;
    this.threads = undefined;
    await Promise.all(threads.map((thread) => thread.close()));
  }

  private started(): readonly MappingThread[] {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => void this.close(), IDLE_MS).unref();
    return (this.threads ??= Array.from({ length: this.count }, () => new MappingThread(this.onEnd)));
  }
}

/** One thread, which answers requests in order. */
class MappingThread {
  isReady = false;
  private readonly worker = new Worker(new URL('./mapping-thread.js', import.meta.url));
  private isClosed = false;
  /** Rejects when the thread has ended. */
  private readonly ended: Promise<never>;
  private last: Promise<unknown> = Promise.resolve();

  constructor(onEnd: (error: Error) => void) {
    // An idle thread must not keep the process alive.
    this.worker.unref();
    this.worker.once('message', () => {
      this.isReady = true;
    });
    this.ended = Promise.race([
      once(this.worker, 'error').then(([error]) => Promise.reject(error as Error)),
      once(this.worker, 'exit').then(() => Promise.reject(new Error('The mapping thread has ended'))),
    ]) as Promise<never>;
    this.ended.catch((error: Error) => {
      this.isReady = false;
      if (!this.isClosed) onEnd(error);
    });
  }

  async map(stored: readonly StoredBytes[], direction: Direction): Promise<MappedBytes> {
    const answered = this.last.then(() =>
      this.answer({ direction, documents: pack(stored.map(({ bytes }) => bytes)) }),
    );
    this.last = answered.catch(() => undefined);
    const { documents, refused, onServer } = await answered;
    const mapped = unpack(documents);
    const isOnServer = new Set(onServer);
    const at = (index: number): StoredBytes => stored[index] as StoredBytes;
    return {
      documents: stored.flatMap((document, index) => {
        const bytes = mapped[index];
        if (isOnServer.has(index)) return [];
        return bytes === undefined || bytes.length === 0 ? document : { id: document.id, bytes };
      }),
      refused: refused.map(({ index, findings }) => ({ id: at(index).id, findings })),
      onServer: onServer.map(at),
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.worker.terminate();
  }

  private async answer(request: MappingRequest): Promise<MappingReply> {
    const reply = once(this.worker, 'message');
    this.worker.ref();
    try {
      this.worker.postMessage(request, buffersOf(request.documents));
      const [answer] = (await Promise.race([reply, this.ended])) as [MappingReply];
      return answer;
    } finally {
      this.worker.unref();
    }
  }
}
