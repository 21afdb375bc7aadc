import { createHash } from 'node:crypto';

import { messageOf } from '../../../errors/message-of.js';
import type { Topic, TopicState } from './topic.js';

const HASH_CHARACTERS = 16;
const UNREAD: TopicState = { at: null, data: null, problem: null };

/** A topic with what is known of it: looked at when it is due, one look at a time, and told apart by its content. */
export class FollowedTopic {
  state: TopicState = UNREAD;
  /** The same for the same content and trouble, whenever it was read; empty before the first look. */
  id = '';
  private lookedAt = Number.NEGATIVE_INFINITY;
  private looking = false;

  constructor(readonly topic: Topic) {}

  get name(): string {
    return this.topic.name;
  }

  /** Whether it has been looked at, with whatever success. */
  get isKnown(): boolean {
    return this.id !== '';
  }

  /**
   * Looks if it is due; `now` is of a clock that never goes back. Never throws. Gives whether something new was
   * found.
   */
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

  /** Forgets what was found: by the time that somebody asks again it is old. */
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
