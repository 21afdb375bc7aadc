import { describe, expect, it } from '@jest/globals';

import { EventParser, followStream, retryDelay, type StreamListener } from './event-stream.js';

describe('EventParser', () => {
  const TEXT =
    'retry: 2000\n\nid: 1\nevent: state\ndata: {"a":1}\n\n: alive\n\n' +
    'event: beat\ndata: {}\n\ndata: two\ndata: lines\n\nevent: cut';
  const EVENTS = [
    { name: 'state', data: '{"a":1}' },
    { name: 'beat', data: '{}' },
    { name: 'message', data: 'two\nlines' },
  ];

  it('gives the events of a stream, and neither comments nor what is not over', () => {
    expect(new EventParser().push(TEXT)).toEqual(EVENTS);
  });

  it.each([1, 2, 7, 40])('gives the same in pieces of %i characters', (size) => {
    const parser = new EventParser();
    const pieces = TEXT.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(EVENTS);
  });
});

describe('retryDelay', () => {
  it('begins at half a second, doubles, and ends at 15 seconds, spread by half', () => {
    expect([1, 2, 3, 4, 5, 6, 9].map((failures) => retryDelay(failures, () => 1))).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
    ]);
    expect(retryDelay(6, () => 0)).toBe(7_500);
    expect(retryDelay(1, () => 0)).toBe(500);
  });
});

describe('followStream', () => {
  interface Told {
    readonly log: string[];
    readonly delays: number[];
  }

  /** Follows a stream of given responses; stops after the last one. */
  async function follow(answers: readonly (number | string)[]): Promise<Told> {
    const log: string[] = [];
    const delays: number[] = [];
    const stop = new AbortController();
    const left = [...answers];
    const listener: StreamListener = {
      opened: () => log.push('opened'),
      heard: () => undefined,
      event: ({ name }) => log.push(name),
      broken: () => log.push('broken'),
      refused: (status) => log.push(`refused ${status}`),
    };
    await followStream('/events', () => ({}), listener, stop.signal, {
      fetch: () => {
        const answer = left.shift();
        if (answer === 'away') return Promise.reject(new TypeError('Failed to fetch'));
        return Promise.resolve(
          typeof answer === 'number' ? new Response(null, { status: answer }) : new Response(answer ?? ''),
        );
      },
      random: () => 1,
      sleep: (ms) => {
        delays.push(ms);
        if (left.length === 0) stop.abort();
        return Promise.resolve();
      },
    });
    return { log, delays };
  }

  it('comes back by itself, soon after a stream that was open and later each time that it fails', async () => {
    const { log, delays } = await follow(['event: state\ndata: 1\n\n', 'away', 503, 'event: state\ndata: 2\n\n']);
    expect(log).toEqual(['opened', 'state', 'broken', 'broken', 'broken', 'opened', 'state', 'broken']);
    expect(delays).toEqual([500, 1_000, 2_000, 500]);
  });

  it.each([401, 403, 404])('stops when it is refused with %i', async (status) => {
    expect((await follow([503, status, 'never asked'])).log).toEqual(['broken', `refused ${status}`]);
  });
});
