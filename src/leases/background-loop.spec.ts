import { afterEach, describe, expect, it } from '@jest/globals';

import { BackgroundLoop } from './background-loop.js';

const HOUR_MS = 3_600_000;

describe('work in the background', () => {
  let loop: BackgroundLoop | undefined;

  afterEach(() => loop?.stop());

  /** Resolves after this many turns. */
  function turnsOf(wanted: number, work: () => unknown, everyMs = HOUR_MS): Promise<readonly unknown[]> {
    return new Promise((resolve) => {
      let turns = 0;
      const failures: unknown[] = [];
      loop = new BackgroundLoop({
        work: () => {
          turns += 1;
          if (turns === wanted) resolve(failures);
          return Promise.resolve().then(work);
        },
        everyMs,
        failed: (error) => failures.push(error),
      });
      loop.start();
    });
  }

  it('repeats after a pause, even when a turn fails', async () => {
    const failures = await turnsOf(
      3,
      () => {
        throw new Error('away');
      },
      1,
    );
    expect(failures).toHaveLength(2);
  });

  it('repeats at once while there is more to do', async () => {
    expect(await turnsOf(3, () => true)).toEqual([]);
  });

  it('sets the next pause itself', async () => {
    expect(await turnsOf(3, () => 1)).toEqual([]);
  });
});
