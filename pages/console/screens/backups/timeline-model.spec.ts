import { describe, expect, it } from '@jest/globals';

import type { Coverage } from './backup-data.js';
import { backupFor, covered, gapsBetween, isoOf, readMoment, secondOf } from './timeline-model.js';

const at = (second: number): string => isoOf(1_700_000_000 + second);
const NOW = 1_700_000_000 + 1_000;
const coverage: Coverage = {
  asOf: at(1_000),
  stretches: [
    { backupId: 'one', from: at(0), to: at(100), toClusterTime: '', endedBy: 'replaced' },
    { backupId: 'two', from: at(100), to: at(300), toClusterTime: '', endedBy: 'gap' },
    { backupId: 'three', from: at(500), to: at(900), toClusterTime: '', endedBy: 'present' },
    { backupId: 'four', from: at(600), to: at(900), toClusterTime: '', endedBy: 'present' },
  ],
  gaps: [{ from: at(301), to: at(490), reason: 'the oplog had rolled over' }],
};
const moment = (second: number) => ({ kind: 'second', second: 1_700_000_000 + second, text: '' }) as const;

describe('the timeline', () => {
  it('is what can be restored, joined, up to the present', () => {
    const spans = covered(coverage, NOW).map(({ from, to }) => [from - 1_700_000_000, to - 1_700_000_000]);
    expect(spans).toEqual([
      [0, 300],
      [500, 1_000],
    ]);
  });

  it('tells gaps with their reason', () => {
    expect(gapsBetween(coverage, NOW)).toEqual([
      { from: 1_700_000_300, to: 1_700_000_500, reason: 'the oplog had rolled over' },
    ]);
  });

  it.each([
    [50, 'one'],
    [100, 'two'],
    [300, 'two'],
    [550, 'three'],
    [1_000, 'four'],
  ])('restores second %i from backup %s', (second, backup) => {
    expect(backupFor(coverage, moment(second), NOW).stretch?.backupId).toBe(backup);
  });

  it.each([
    [-1, /oldest backup is from/],
    [400, /the oplog had rolled over/],
    [1_001, /in the future/],
  ])('says why second %i cannot be had', (second, why) => {
    expect(backupFor(coverage, moment(second), NOW).why).toMatch(why);
  });

  it('takes what the API takes', () => {
    expect(readMoment('2023-11-14T22:13:20Z')).toEqual({
      kind: 'second',
      second: 1_700_000_000,
      text: '2023-11-14T22:13:20Z',
    });
    expect(readMoment('1700000000:7')).toMatchObject({ second: 1_700_000_000, text: '1700000000:7' });
    expect(readMoment(' latest ')?.kind).toBe('latest');
    expect(['2023-11-14', 'yesterday', ''].map(readMoment)).toEqual([null, null, null]);
    expect(secondOf(isoOf(5))).toBe(5);
  });

  it('has no latest without a journal', () => {
    const none: Coverage = { ...coverage, stretches: coverage.stretches.slice(0, 2) };
    expect(backupFor(none, { kind: 'latest', text: 'latest' }, NOW).why).toMatch(/no journal/);
    expect(backupFor({ ...coverage, stretches: [] }, moment(5), NOW).why).toBe('There is no backup yet');
  });
});
