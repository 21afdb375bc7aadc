import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { KnownTime } from './known-time.js';

describe('the known time', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('only moves forward', () => {
    const known = new KnownTime();
    known.advance(5n);
    known.advance(3n);
    expect(known.includes(5n)).toBe(true);
    expect(known.includes(6n)).toBe(false);
  });

  it('wakes exactly the waiters whose time has been reached', async () => {
    const known = new KnownTime();
    const [early, late] = [known.reach(5n, 1_000), known.reach(9n, 1_000)];
    known.advance(5n);
    expect(await early).toBe(true);
    expect(known.isAwaited).toBe(true);
    known.advance(10n);
    expect(await late).toBe(true);
    expect(known.isAwaited).toBe(false);
  });

  it('answers immediately for a time it already includes', async () => {
    const known = new KnownTime();
    known.advance(5n);
    const answer = known.reach(5n, 1_000);
    expect(known.isAwaited).toBe(false);
    expect(await answer).toBe(true);
  });

  it('gives up waiting after the limit, even for a time that is never reached', async () => {
    const known = new KnownTime();
    const never = known.reach(2n ** 63n, 1_000);
    jest.advanceTimersByTime(1_000);
    expect(await never).toBe(false);
    expect(known.isAwaited).toBe(false);
  });
});
