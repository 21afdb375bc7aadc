import { hostname } from 'node:os';

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

import type { EventStream } from '../../../http/event-stream.js';
import { RateLimitedError } from '../../../errors/domain-error.js';
import { FollowedTopic } from './followed-topic.js';
import type { Topic } from './topic.js';

/** As many streams as one instance serves: each costs a connection and a few kilobytes. */
export const MAX_CONSOLES = 200;
/** Where the topics are injected. */
export const TOPICS = Symbol('console topics');

const LOOK_EVERY_MS = 250;
/** How long a new console waits for the topics that have not been read yet. */
const FIRST_STATE_MS = 2_000;
const BEAT_MS = 5_000;
const RETRY_SECONDS = 5;

interface Watcher {
  readonly stream: EventStream;
  readonly since: number;
  /** By topic the id of the state that the client has; `undefined` before it has been sent the whole. */
  seen: Map<string, string> | undefined;
  beatenAt: number;
}

/**
 * One stream for everything that a console shows. Topics are looked at as often as they need, however many consoles
 * watch, and not at all while none does. A console is sent the whole first, then each topic that changed, and a beat
 * every five seconds that says how old everything is; what it misses while it reads slowly it gets in the latest
 * state.
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

  /** Refuses where there are as many streams as there may be. */
  requirePlace(): void {
    if (this.watchers.size < MAX_CONSOLES) return;
    const message = `${MAX_CONSOLES} consoles are open here; close one, or come back in ${RETRY_SECONDS} s`;
    throw new RateLimitedError(message, RETRY_SECONDS);
  }

  /** Tells a console everything until it is gone. */
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

  /** A topic that takes its time keeps no other one waiting. */
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
