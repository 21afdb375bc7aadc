import { createHash } from 'node:crypto';

import { messageOf } from '../../../errors/message-of.js';
import type { Topic, TopicState } from './topic.js';

const HASH_CHARACTERS = 16;
const UNREAD: TopicState = { at: null, data: null, problem: null };

/** A topic and its last state: polled when due, one poll at a time, and compared by content. */
export class FollowedTopic {
  state: TopicState = UNREAD;
  /** Equal for equal content and problem, whenever it was read; empty before the first poll. */
  id = '';
  private lookedAt = Number.NEGATIVE_INFINITY;
  private looking = false;

  constructor(readonly topic: Topic) {}

  get name(): string {
    return this.topic.name;
  }

  /** Whether it has been polled, successfully or not. */
  get isKnown(): boolean {
    return this.id !== '';
  }

  /** Polls if due; `now` is monotonic, in milliseconds. Never throws. Returns whether anything changed. */
  async look(now: number): Promise<boolean> {
    if (this.looking || now - this.lookedAt < this.topic.everyMs) return false;
    this.looking = true;
    this.lookedAt = now;
    try {
      const { data, at = new Date(), same = data } = await this.topic.read();
      return this.take({ at, data, problem: null }, same);
    } catch (error) {
      return this.take({ ...this.state, problem: messageOf(error) }, null);
    } finally {
      this.looking = false;
    }
  }

  /** Forgets the state, which would be outdated by the next use. */
  forget(): void {
    this.state = UNREAD;
    this.id = '';
    this.lookedAt = Number.NEGATIVE_INFINITY;
  }

  private take(state: TopicState, same: unknown): boolean {
    const content = JSON.stringify([same, state.problem]);
    const id = createHash('sha256').update(content).digest('hex').slice(0, HASH_CHARACTERS);
    const isNew = id !== this.id;
    this.state = state;
    this.id = id;
    return isNew;
  }
}
