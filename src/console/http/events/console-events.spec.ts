import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import type { EventStream, StreamEvent } from '../../../http/event-stream.js';
import { ConsoleEvents, MAX_CONSOLES } from './console-events.js';
import type { Told, Topic } from './topic.js';

class Recorded {
  isOpen = true;
  reads = true;
  readonly sent: StreamEvent[] = [];

  send(event: StreamEvent): boolean {
    if (this.reads) this.sent.push(event);
    return this.reads;
  }

  close(): void {
    this.isOpen = false;
  }

  get names(): string[] {
    return this.sent.map(({ event }) => event).filter((event) => event !== 'beat');
  }

  get last(): unknown {
    return this.sent.filter(({ event }) => event !== 'beat').at(-1)?.data;
  }
}

class Source implements Topic {
  value: unknown = 1;
  same: unknown;
  problem: Error | undefined;
  slow: Promise<void> | undefined;
  looks = 0;

  constructor(
    readonly name: string,
    readonly everyMs: number,
  ) {}

  async read(): Promise<Told> {
    this.looks += 1;
    await this.slow;
    if (this.problem !== undefined) throw this.problem;
    return { data: this.value, ...(this.same === undefined ? {} : { same: this.same }) };
  }
}

let run: Source;
let alerts: Source;
let events: ConsoleEvents;

beforeEach(() => {
  jest.useFakeTimers();
  run = new Source('run', 500);
  alerts = new Source('alerts', 2_000);
  events = new ConsoleEvents([run, alerts]);
});

afterEach(() => {
  events.onModuleDestroy();
  jest.useRealTimers();
});

const watch = (): Recorded => {
  const stream = new Recorded();
  events.watch(stream as unknown as EventStream);
  return stream;
};
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('ConsoleEvents', () => {
  it('sends the whole state first, then only changes', async () => {
    const stream = watch();
    await pass(3_000);
    run.value = 2;
    await pass(1_000);

    expect(stream.names).toEqual(['state', 'run']);
    expect(stream.sent[0]?.data).toMatchObject({
      topics: { run: { data: 1, problem: null }, alerts: { data: 1, problem: null } },
    });
    expect(stream.last).toMatchObject({ data: 2, at: expect.any(Date), problem: null });
  });

  it('polls a topic at its own interval, however many clients there are, and not at all without any', async () => {
    const streams = [watch(), watch(), watch()];
    await pass(10_000);
    expect(run.looks).toBeLessThanOrEqual(21);
    expect(alerts.looks).toBeLessThanOrEqual(6);

    for (const stream of streams) stream.close();
    await pass(500);
    const { looks } = run;
    await pass(60_000);
    expect([events.streams, run.looks]).toEqual([0, looks]);
  });

  it('sends no outdated state after a pause', async () => {
    const first = watch();
    await pass(500);
    first.close();
    await pass(500);
    run.value = 7;
    const second = watch();
    await pass(500);
    expect(second.sent[0]?.data).toMatchObject({ topics: { run: { data: 7 } } });
  });

  it('sends a beat every five seconds with the age of each topic', async () => {
    const stream = watch();
    await pass(11_000);
    const beats = stream.sent.filter(({ event }) => event === 'beat');
    expect(beats).toHaveLength(2);
    expect(beats[0]?.data).toMatchObject({ at: expect.any(Date), asOf: { run: expect.any(Date) } });
  });

  it('keeps the last state of a topic that cannot be read, and says why', async () => {
    const stream = watch();
    await pass(1_000);
    run.problem = new Error('no primary');
    await pass(1_000);
    expect(stream.last).toMatchObject({ data: 1, problem: 'no primary' });
    run.problem = undefined;
    await pass(1_000);
    expect(stream.last).toMatchObject({ data: 1, problem: null });
    expect(stream.names).toEqual(['state', 'run', 'run']);
  });

  it('does not wait for a slow topic', async () => {
    let finish: () => void = () => undefined;
    alerts.slow = new Promise((resolve) => {
      finish = resolve;
    });
    const stream = watch();
    await pass(2_500);
    expect(stream.sent[0]?.data).toMatchObject({ topics: { run: { data: 1 }, alerts: { at: null, data: null } } });
    finish();
    await pass(500);
    expect(stream.names).toEqual(['state', 'alerts']);
  });

  it('sends a slow reader the latest state when it reads again', async () => {
    const slow = watch();
    await pass(500);
    slow.reads = false;
    run.value = 2;
    await pass(1_000);
    run.value = 3;
    await pass(1_000);
    slow.reads = true;
    await pass(500);
    expect(slow.names).toEqual(['state', 'run']);
    expect(slow.last).toMatchObject({ data: 3 });
  });

  it('ignores constantly changing figures if a topic says so', async () => {
    run.same = 'unchanged';
    const stream = watch();
    await pass(1_000);
    run.value = 2;
    await pass(2_000);
    expect(stream.names).toEqual(['state']);
  });

  it('limits the number of streams', () => {
    for (let streams = 0; streams < MAX_CONSOLES; streams += 1) watch();
    expect(() => {
      events.requirePlace();
    }).toThrow(`${MAX_CONSOLES} consoles are open`);
  });

  it('ends its streams when the service stops', () => {
    const stream = watch();
    events.onModuleDestroy();
    expect([stream.isOpen, events.streams]).toEqual([false, 0]);
  });
});
