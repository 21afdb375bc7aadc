import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';

import type { RunStore } from '../run/run-store.js';
import type { EventStream, StreamEvent } from '../../http/event-stream.js';
import { MAX_STREAMS, RunEvents } from './run-events.js';

class Recorded {
  isOpen = true;
  beats = 0;
  reads = true;
  readonly sent: StreamEvent[] = [];

  send(event: StreamEvent): boolean {
    if (this.reads) this.sent.push(event);
    return this.reads;
  }

  heartbeat(): void {
    this.beats += 1;
  }

  close(): void {
    this.isOpen = false;
  }

  get states(): unknown[] {
    return this.sent.map(({ event, data }) => [event, (data as { state: string }).state]);
  }
}

let stored: { state: string; reads: number; failing: boolean };
let events: RunEvents;

beforeEach(() => {
  jest.useFakeTimers();
  stored = { state: 'running', reads: 0, failing: false };
  const run = (): object => ({
    _id: 'run-1',
    state: stored.state,
    phases: [],
    counts: {},
    error: null,
    options: {},
    work: {},
    request: null,
  });
  events = new RunEvents({
    get: () => {
      stored.reads += 1;
      return stored.failing ? Promise.reject(new Error('no primary')) : Promise.resolve(run());
    },
  } as unknown as RunStore);
});

afterEach(() => {
  events.onModuleDestroy();
  jest.useRealTimers();
});

const watch = (seen?: string): Recorded => {
  const stream = new Recorded();
  events.watch('run-1', stream as unknown as EventStream, seen);
  return stream;
};

describe('RunEvents', () => {
  it('polls a run twice a second for any number of watchers, and reports each change once', async () => {
    const [first, second] = [watch(), watch()];
    await jest.advanceTimersByTimeAsync(2_000);
    stored.state = 'paused';
    await jest.advanceTimersByTimeAsync(500);

    expect(stored.reads).toBeLessThanOrEqual(6);
    for (const { states } of [first, second])
      expect(states).toEqual([
        ['run', 'running'],
        ['run', 'paused'],
      ]);
  });

  it('sends a slow reader the latest state when it resumes', async () => {
    const slow = watch();
    slow.reads = false;
    await jest.advanceTimersByTimeAsync(1_000);
    stored.state = 'paused';
    await jest.advanceTimersByTimeAsync(1_000);
    slow.reads = true;
    await jest.advanceTimersByTimeAsync(500);

    expect(slow.states.at(-1)).toEqual(['run', 'paused']);
  });

  it('sends a keep-alive every 15 seconds, even while the database is unreachable', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const stream = watch();
    stored.failing = true;
    await jest.advanceTimersByTimeAsync(31_000);
    stored.failing = false;
    stored.state = 'failed';
    await jest.advanceTimersByTimeAsync(500);

    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    expect(stream.beats).toBe(2);
    expect(stream.states.slice(-2)).toEqual([
      ['run', 'failed'],
      ['end', 'failed'],
    ]);
    expect([stream.isOpen, events.streams]).toEqual([false, 0]);
  });

  it('does not poll without watchers', async () => {
    const stream = watch();
    await jest.advanceTimersByTimeAsync(500);
    stream.close();
    await jest.advanceTimersByTimeAsync(500);
    const { reads } = stored;
    await jest.advanceTimersByTimeAsync(60_000);

    expect([events.streams, stored.reads]).toEqual([0, reads]);
  });

  it('accepts fifty watchers', () => {
    for (let streams = 0; streams < MAX_STREAMS; streams += 1) {
      events.requirePlace();
      watch();
    }
    expect(() => {
      events.requirePlace();
    }).toThrow('50 progress streams are open');
  });

  it('ends its streams when the service stops', () => {
    const stream = watch();
    events.onModuleDestroy();
    expect(stream.isOpen).toBe(false);
  });
});
