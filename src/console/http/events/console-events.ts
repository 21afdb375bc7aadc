import { hostname } from 'node:os';

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

import type { EventStream } from '../../../http/event-stream.js';
import { RateLimitedError } from '../../../errors/domain-error.js';
import { FollowedTopic } from './followed-topic.js';
import type { Topic } from './topic.js';

/** Maximum streams per instance: each costs a connection and a few kilobytes. */
export const MAX_CONSOLES = 200;
/** Injection token of the topics. */
export const TOPICS = Symbol('console topics');

const LOOK_EVERY_MS = 250;
/** How long a new console waits for topics that have not been read yet. */
const FIRST_STATE_MS = 2_000;
const BEAT_MS = 5_000;
const RETRY_SECONDS = 5;

interface Watcher {
  readonly stream: EventStream;
  readonly since: number;
  /** The id of the client's state, by topic; `undefined` before it was sent the whole state. */
  seen: Map<string, string> | undefined;
  beatenAt: number;
}

/**
 * One stream for everything the console shows. Each topic is polled at its own interval, however many consoles are
 * open, and not at all without any. A console first gets the whole state, then each changed topic, and every five
 * seconds a beat with the age of everything. A slow reader skips intermediate states and gets the latest.
 */
@Injectable()
export class ConsoleEvents implements OnModuleDestroy {
  private readonly topics: readonly FollowedTopic[];
  private readonly watchers = new Set<Watcher>();
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(TOPICS) topics: readonly Topic[]) {
    this.topics = topics.map((topic) => new FollowedTopic(topic));
  }

  get streams(): number {
    return this.watchers.size;
  }

  /** Throws if the limit of streams is reached. */
  requirePlace(): void {
    if (this.watchers.size < MAX_CONSOLES) return;
    const message = `${MAX_CONSOLES} consoles are open here; close one, or come back in ${RETRY_SECONDS} s`;
    throw new RateLimitedError(message, RETRY_SECONDS);
  }

  /** Sends a console everything until it disconnects. */
  watch(stream: EventStream): void {
    const now = performance.now();
    this.watchers.add({ stream, since: now, seen: undefined, beatenAt: now });
    this.timer ??= setInterval(() => {
      this.turn();
    }, LOOK_EVERY_MS);
    this.turn();
  }

  onModuleDestroy(): void {
    for (const { stream } of this.watchers) stream.close();
    this.watchers.clear();
    this.stopWhenUnwatched();
  }

  /** A slow topic does not delay the others. */
  private turn(): void {
    const now = performance.now();
    for (const topic of this.topics) {
      void topic.look(now).then((isNew) => {
        if (isNew) this.tellAll();
      });
    }
    this.tellAll();
    this.sweep();
  }

  private tellAll(): void {
    const now = performance.now();
    for (const watcher of this.watchers) {
      if (watcher.seen === undefined) this.tellWhole(watcher, now);
      else this.tellChanges(watcher, watcher.seen);
      if (now - watcher.beatenAt >= BEAT_MS) this.beat(watcher, now);
    }
  }

  private tellWhole(watcher: Watcher, now: number): void {
    if (now - watcher.since < FIRST_STATE_MS && this.topics.some(({ isKnown }) => !isKnown)) return;
    const topics = Object.fromEntries(this.topics.map(({ name, state }) => [name, state]));
    const instance = { host: hostname(), pid: process.pid, startedAt: new Date(performance.timeOrigin) };
    const data = { at: new Date(), instance, topics };
    if (!watcher.stream.send({ id: 'state', event: 'state', data })) return;
    watcher.seen = new Map(this.topics.map(({ name, id }) => [name, id]));
    watcher.beatenAt = now;
  }

  private tellChanges({ stream }: Watcher, seen: Map<string, string>): void {
    for (const { name, id, state } of this.topics) {
      if (seen.get(name) !== id && stream.send({ id, event: name, data: state })) seen.set(name, id);
    }
  }

  private beat(watcher: Watcher, now: number): void {
    if (watcher.seen === undefined) return;
    const asOf = Object.fromEntries(this.topics.map(({ name, state }) => [name, state.at]));
    watcher.stream.send({ id: 'beat', event: 'beat', data: { at: new Date(), asOf } });
    watcher.beatenAt = now;
  }

  private sweep(): void {
    for (const watcher of this.watchers) {
      if (!watcher.stream.isOpen) this.watchers.delete(watcher);
    }
    this.stopWhenUnwatched();
  }

  private stopWhenUnwatched(): void {
    if (this.watchers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    for (const topic of this.topics) topic.forget();
  }
}
