import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { coverageOf } from './coverage.js';
import type { Segment } from './journal/segment.js';

const second = (seconds: number): bigint => BigInt(seconds) << 32n;
const stamp = (seconds: number): mongo.Timestamp => new mongo.Timestamp(second(seconds));
const backup = (id: string, t: number, collectionUuid = 'a') => ({ id, clusterTime: { t, i: 0 }, collectionUuid });

function segment(from: number, gapFrom?: number): Segment {
  const gap = gapFrom === undefined ? null : { from: stamp(gapFrom), reason: 'the oplog had rolled over' };
  return { header: { from: stamp(from), gap } } as unknown as Segment;
}

describe('coverageOf', () => {
  it('covers only the moments of the backups when there is no journal', () => {
    expect(coverageOf([backup('one', 100)], [], null)).toEqual({
      stretches: [{ backupId: 'one', from: second(100), to: second(100), endedBy: 'no-journal' }],
      gaps: [],
    });
  });

  it('covers every backup up to the end of the journal', () => {
    const { stretches, gaps } = coverageOf(
      [backup('two', 200), backup('one', 100)],
      [segment(90), segment(150)],
      second(300),
    );
    expect(stretches).toEqual([
      { backupId: 'one', from: second(100), to: second(300), endedBy: 'present' },
      { backupId: 'two', from: second(200), to: second(300), endedBy: 'present' },
    ]);
    expect(gaps).toEqual([]);
  });

  it('ends at a gap and gives its reason', () => {
    const { stretches, gaps } = coverageOf(
      [backup('one', 100), backup('two', 210)],
      [segment(90), segment(200, 150)],
      second(300),
    );
    expect(stretches.map(({ to, endedBy }) => [to, endedBy])).toEqual([
      [second(150), 'gap'],
      [second(300), 'present'],
    ]);
    expect(gaps).toEqual([{ from: second(150), to: second(200), reason: 'the oplog had rolled over' }]);
  });

  it('ends where another collection took the name: that moment has a backup of its own', () => {
    const { stretches } = coverageOf([backup('one', 100), backup('two', 200, 'b')], [segment(90)], second(300));
    expect(stretches.map(({ to, endedBy }) => [to, endedBy])).toEqual([
      [second(200) - 1n, 'replaced'],
      [second(300), 'present'],
    ]);
  });

  it('covers only its own moment for a backup made within a gap or before the journal began', () => {
    const { stretches } = coverageOf(
      [backup('before', 10), backup('within', 170)],
      [segment(90), segment(200, 150)],
      second(300),
    );
    expect(stretches.map(({ to, endedBy }) => [to, endedBy])).toEqual([
      [second(10), 'no-journal'],
      [second(170), 'no-journal'],
    ]);
  });

  it('treats an unreadable journal as lost from the start of its last segment', () => {
    const { stretches, gaps } = coverageOf([backup('one', 100)], [segment(90), segment(120), segment(200, 0)], null);
    expect(stretches[0]).toMatchObject({ to: second(120), endedBy: 'gap' });
    expect(gaps).toEqual([{ from: second(120), to: second(200), reason: 'the oplog had rolled over' }]);
  });
});
