import { describe, expect, it } from '@jest/globals';

import { BacklogMeter } from './backlog.js';

const time = (seconds: number): bigint => BigInt(seconds) << 32n;

/** A meter with a simulated clock, starting at second 1,000 of the database's time. */
function meterAt(): { meter: BacklogMeter; pass: (ms: number) => void } {
  let now = 0;
  const meter = new BacklogMeter(() => now);
  meter.present(time(1_000));
  return {
    meter,
    pass: (ms) => {
      now += ms;
    },
  };
}

describe('BacklogMeter', () => {
  it('has no figures before the first changes', () => {
    expect(meterAt().meter.read()).toBeNull();
  });

  it('reports being in step when changes are applied as they are written', () => {
    const { meter, pass } = meterAt();
    for (let second = 1_000; second <= 1_010; second += 1) {
      meter.note(500, time(second));
      pass(1_000);
    }
    expect(meter.read()).toEqual({
      changesBehind: 500,
      secondsBehind: 1,
      // Nothing was applied in the last one of ten seconds.
      appliedPerSecond: 450,
      writtenPerSecond: 500,
      trend: 'holding',
    });
  });

  it('reports falling behind when a second of changes takes two seconds', () => {
    const { meter, pass } = meterAt();
    for (let second = 1_001; second <= 1_020; second += 1) {
      pass(2_000);
      meter.note(500, time(second));
    }
    expect(meter.read()).toEqual({
      changesBehind: 10_000,
      secondsBehind: 20,
      appliedPerSecond: 250,
      writtenPerSecond: 500,
      trend: 'falling-behind',
    });
  });

  it('reports catching up when more is applied than written', () => {
    const { meter, pass } = meterAt();
    pass(60_000);
    for (let second = 1_004; second <= 1_060; second += 4) {
      pass(1_000);
      meter.note(400, time(second));
    }
    expect(meter.read()).toMatchObject({ appliedPerSecond: 400, writtenPerSecond: 100, trend: 'catching-up' });
  });

  it('forgets old samples', () => {
    const { meter, pass } = meterAt();
    meter.note(1_000_000, time(1_000));
    pass(60_000);
    meter.note(0, time(1_060));
    pass(60_000);
    meter.note(0, time(1_120));
    expect(meter.read()).toMatchObject({ appliedPerSecond: 0, secondsBehind: 0, changesBehind: 0 });
  });
});
