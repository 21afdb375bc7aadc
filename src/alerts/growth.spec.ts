import { describe, expect, it } from '@jest/globals';

import { Growth } from './growth.js';

const LONG = 600_000;

describe('Growth', () => {
  it('reports growth for ten minutes', () => {
    const growth = new Growth();

    expect(growth.grew('run-1', 5, 0)).toBe(false);
    expect(growth.grew('run-1', 5, 1)).toBe(false);
    expect(growth.grew('run-1', 6, 2)).toBe(true);
    expect(growth.grew('run-1', 6, LONG)).toBe(true);
    expect(growth.grew('run-1', 6, LONG + 2)).toBe(false);
    expect(growth.grew('run-1', 7, 2 * LONG)).toBe(true);
    expect(growth.grew('run-2', 9, 2 * LONG + 1)).toBe(false);
  });
});
