import { createHash } from 'node:crypto';

import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

import { messageOf } from '../../errors/message-of.js';
import { RateLimitedError } from '../../errors/domain-error.js';
import { RunStore } from '../run/run-store.js';
import type { EventStream } from '../../http/event-stream.js';
import type { RunDto } from './run.dto.js';
import { isAtRest, toRunDto } from './to-run-dto.js';

/** Maximum number of streams per instance. */
export const MAX_STREAMS = 50;
const LOOK_EVERY_MS = 500;
const HEARTBEAT_MS = 15_000;
const HASH_CHARACTERS = 16;

interface Watcher {
  readonly runId: string;
  readonly stream: EventStream;
  /** Id of the state that the client already has. */
  seen: string | undefined;
  beatenAt: number;
}

/**
 * Live progress of runs. Each watched run is read twice a second, however many clients watch it, and each client is
 * sent every state that is new to it. Any instance can report on a run that another one drives.
 */
@Injectable()
export class RunEvents implements OnModuleDestroy {
  private readonly logger = new Logger(RunEvents.name);
  private readonly watchers = new Set<Watcher>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private failing = false;

  constructor(private readonly runs: RunStore) {}

  get streams(): number {
    return this.watchers.size;
  }

  /** Throws if the maximum number of streams is reached. */
  requirePlace(): void {
    if (this.watchers.size >= MAX_STREAMS)
      throw new RateLimitedError(`${MAX_STREAMS} progress streams are open; close one, or ask for the run itself`, 5);
  }

  /**
   * Sends a run's states until it is at rest or the client disconnects.
   * @param seen id of a state that the client already has
   */
  watch(runId: string, stream: EventStream, seen: string | undefined): void {
    this.watchers.add({ runId, stream, seen, beatenAt: performance.now() });
    this.timer ??= setInterval(() => {
      void this.look();
    }, LOOK_EVERY_MS);
    void this.look();
  }

  onModuleDestroy(): void {
    for (const { stream } of this.watchers) stream.close();
    this.watchers.clear();
    this.stopWhenUnwatched();
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      for (const runId of new Set([...this.watchers].map((watcher) => watcher.runId))) await this.tell(runId);
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`Progress can't be read at the moment: ${messageOf(error)}`);
      this.failing = true; // logged once, not twice a second
    } finally {
      this.looking = false;
      this.sweep();
    }
  }

  private async tell(runId: string): Promise<void> {
    const run = toRunDto(await this.runs.get(runId));
    const id = stateId(run);
    for (const watcher of this.watchers) {
      if (watcher.runId === runId) tellOne(watcher, run, id);
    }
  }

  private sweep(): void {
    const now = performance.now();
    for (const watcher of this.watchers) {
      if (now - watcher.beatenAt > HEARTBEAT_MS) {
        watcher.stream.heartbeat();
        watcher.beatenAt = now;
      }
      if (!watcher.stream.isOpen) this.watchers.delete(watcher);
    }
    this.stopWhenUnwatched();
  }

  private stopWhenUnwatched(): void {
    if (this.watchers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

function tellOne(watcher: Watcher, run: RunDto, id: string): void {
  const { stream } = watcher;
  if (watcher.seen !== id && stream.send({ id, event: 'run', data: run })) watcher.seen = id;
  if (watcher.seen !== id || !isAtRest(run)) return;
  stream.send({ id, event: 'end', data: { state: run.state } });
  stream.close();
}

/** Equal for the same state on every instance, so a client that reconnects elsewhere does not get a state twice. */
function stateId(run: RunDto): string {
  return createHash('sha256').update(JSON.stringify(run)).digest('hex').slice(0, HASH_CHARACTERS);
}
