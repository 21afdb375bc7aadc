import { describe, expect, it } from '@jest/globals';

import { stackedAreas } from './census-chart.js';

const FRAME = { width: 100, height: 10, from: 0, to: 100 };

describe('stackedAreas', () => {
  it('draws steps, and nothing before the first point', () => {
    expect(
      stackedAreas(
        [
          { at: 50, counts: [10, 0] },
          { at: 75, counts: [0, 10] },
        ],
        FRAME,
      ),
    ).toEqual([
      'M50.0 0.0L75.0 0.0L75.0 10.0L100.0 10.0L100.0 10.0L75.0 10.0L75.0 10.0L50.0 10.0Z',
      'M50.0 0.0L75.0 0.0L75.0 0.0L100.0 0.0L100.0 10.0L75.0 10.0L75.0 0.0L50.0 0.0Z',
    ]);
  });

  it('draws nothing where nothing was told, and a line at the bottom where there is nothing', () => {
    expect(stackedAreas([], FRAME)).toEqual([]);
    expect(stackedAreas([{ at: 0, counts: [0] }], FRAME)).toEqual(['M0.0 10.0L100.0 10.0L100.0 10.0L0.0 10.0Z']);
  });
});
