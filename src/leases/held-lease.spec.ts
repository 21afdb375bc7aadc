import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { NoLongerOwnerError } from './no-longer-owner.error.js';
import { HeldLease, type HeldLeaseOptions } from './held-lease.js';

class TakenError extends NoLongerOwnerError {
  readonly code = 'TAKEN';
}

const LEASE_MS = 6_000;

describe('a held lease', () => {
  let answer: () => Promise<void>;
  let lease: HeldLease;
  const hold = (options: Partial<HeldLeaseOptions> = {}): HeldLease => {
    lease = new HeldLease({
      leaseMs: LEASE_MS,
      renew: () => answer(),
      takenAt: performance.now(),
      ...options,
    });
    lease.keep();
    return lease;
  };

  beforeEach(() => {
    jest.useFakeTimers();
    answer = () => Promise.resolve();
  });

  afterEach(async () => {
    const gone = lease.letGo();
    await jest.advanceTimersByTimeAsync(LEASE_MS);
    await gone;
    jest.useRealTimers();
  });

  it('is trusted for as long as the database confirms it', async () => {
    hold();
    await jest.advanceTimersByTimeAsync(10 * LEASE_MS);
    expect(lease.isMine).toBe(true);
  });

  it('is not trusted after its duration passed without confirmation, and is again once confirmed', async () => {
    const failures: unknown[] = [];
    answer = () => Promise.reject(new Error('away'));
    hold({ onFailure: (error) => failures.push(error) });
    await jest.advanceTimersByTimeAsync(LEASE_MS - 1);
    expect(lease.isMine).toBe(true);
    await jest.advanceTimersByTimeAsync(2);
    expect(lease.isMine).toBe(false);
    expect(failures.length).toBeGreaterThan(2);
    answer = () => Promise.resolve();
    await lease.renew();
    expect(lease.isMine).toBe(true);
  });

  it('counts from when the request was sent, not from when the reply came', async () => {
    answer = () =>
      new Promise((resolve) => {
        setTimeout(resolve, LEASE_MS * 0.9);
      });
    hold();
    await jest.advanceTimersByTimeAsync(LEASE_MS / 3 + LEASE_MS * 0.9 + 2);
    await jest.advanceTimersByTimeAsync(LEASE_MS * 0.2);
    expect(lease.isMine).toBe(false);
  });

  it('is renewed after a third of its duration, unless a change has confirmed it', async () => {
    let asked = 0;
    answer = () => {
      asked += 1;
      return Promise.resolve();
    };
    hold();
    await jest.advanceTimersByTimeAsync(LEASE_MS * 0.3);
    expect(asked).toBe(0);
    lease.confirm(performance.now());
    await jest.advanceTimersByTimeAsync(LEASE_MS * 0.3);
    expect(asked).toBe(0);
    await jest.advanceTimersByTimeAsync(LEASE_MS * 0.1);
    expect(asked).toBe(1);
  });

  it('is renewed after a fifth of a short duration, so that a blocked process has time', async () => {
    let asked = 0;
    answer = () => {
      asked += 1;
      return Promise.resolve();
    };
    hold({ leaseMs: 3_000 });
    await jest.advanceTimersByTimeAsync(601);
    expect(asked).toBe(1);
  });

  it('sends the next renewal without waiting for a slow reply, with at most two under way', async () => {
    let asked = 0;
    answer = () => {
      asked += 1;
      return new Promise((resolve) => {
        setTimeout(resolve, LEASE_MS * 0.6);
      });
    };
    hold();
    await jest.advanceTimersByTimeAsync(LEASE_MS * 0.9);
    expect(asked).toBe(2);
    for (let waited = 0; waited < 50; waited += 1) {
      await jest.advanceTimersByTimeAsync(LEASE_MS * 0.1);
      expect(lease.isMine).toBe(true);
    }
  });

  it('is trusted for less time as soon as it is shortened, and renewed accordingly', async () => {
    answer = () => Promise.reject(new Error('away'));
    hold({ leaseMs: 10 * LEASE_MS });
    await jest.advanceTimersByTimeAsync(LEASE_MS / 2);
    lease.setLength(LEASE_MS);
    expect(lease.isMine).toBe(true);
    await jest.advanceTimersByTimeAsync(LEASE_MS / 2 + 1);
    expect(lease.isMine).toBe(false);
    answer = () => Promise.resolve();
    await jest.advanceTimersByTimeAsync(LEASE_MS);
    expect(lease.isMine).toBe(true);
  });

  it('is lost for good once another process owns it, and reports that once', async () => {
    let told = 0;
    answer = () => Promise.reject(new TakenError('taken'));
    hold({
      onLost: () => {
        told += 1;
      },
    });
    await jest.advanceTimersByTimeAsync(LEASE_MS);
    answer = () => Promise.resolve();
    await jest.advanceTimersByTimeAsync(LEASE_MS);
    expect(lease.isMine).toBe(false);
    expect(told).toBe(1);
  });

  it('reports that it may be lost when the database was unreachable for its whole duration', async () => {
    let told = 0;
    answer = () => Promise.reject(new Error('away'));
    hold({
      onLost: () => {
        told += 1;
      },
    });
    await jest.advanceTimersByTimeAsync(2 * LEASE_MS);
    expect(told).toBe(1);
  });
});
