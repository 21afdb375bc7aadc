import { describe, expect, it } from '@jest/globals';

import { CatchUpTurns } from './catch-up-turns.js';

/** Turns with a simulated clock and catch-ups of a given duration. */
function turnsOf(tookMs: number, hasAnswer = true): { turns: CatchUpTurns; pass: (ms: number) => void } {
  let now = 0;
  const catchUp = (): Promise<void> => {
    now += tookMs;
    return Promise.resolve();
  };
  return {
    turns: new CatchUpTurns({ catchUp, lookAhead: () => hasAnswer }, () => now),
    pass: (ms) => {
      now += ms;
    },
  };
}

describe('CatchUpTurns', () => {
  it('are due once a second when changes are applied quickly', async () => {
    const { turns, pass } = turnsOf(100);
    expect(turns.isDue).toBe(false);
    pass(1_001);
    expect(turns.isDue).toBe(true);
    await turns.take();
    pass(1_000);
    expect(turns.isDue).toBe(false);
    pass(1);
    expect(turns.isDue).toBe(true);
  });

  it('leave other work twice the time of the last turn', async () => {
    const { turns, pass } = turnsOf(5_000);
    await turns.take();
    pass(10_000);
    expect(turns.isDue).toBe(false);
    pass(1);
    expect(turns.isDue).toBe(true);
  });

  it('are not due before the server has looked for changes', () => {
    const { turns, pass } = turnsOf(100, false);
    pass(60_000);
    expect(turns.isDue).toBe(false);
  });

  it('are not postponed forever', async () => {
    const { turns, pass } = turnsOf(600_000);
    await turns.take();
    pass(30_001);
    expect(turns.isDue).toBe(true);
  });
});
