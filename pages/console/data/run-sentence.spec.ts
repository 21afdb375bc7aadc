import { describe, expect, it } from '@jest/globals';

import { BEGAN, exampleRun, phasesAt } from '../testing/example-run.js';
import { estimate, estimateText, rateText } from './estimate.js';
import type { Run } from './run.js';
import { runSentence } from './run-sentence.js';
import { whySlow } from './why-slow.js';

const after = (seconds: number): number => BEGAN + seconds * 1_000;

describe('estimate', () => {
  it('is none for the first ten seconds', () => {
    expect(estimate(exampleRun(), after(9))).toEqual({ kind: 'none', why: 'no estimate yet' });
  });

  it('is a range between the rate now and the mean', () => {
    expect(estimateText(estimate(exampleRun(), after(36)) ?? { kind: 'none', why: '' })).toBe('about 20 s to go');
    expect(estimateText(estimate(exampleRun({ ratePerSecond: 600 }), after(36)) ?? { kind: 'none', why: '' })).toBe(
      '15 to 70 s to go',
    );
    expect(estimateText({ kind: 'range', from: 180, to: 420 })).toBe('3 to 7 min to go');
  });

  it('leaves out a mean that a pause has pulled down', () => {
    expect(estimateText(estimate(exampleRun(), after(3_600)) ?? { kind: 'none', why: '' })).toBe('about 20 s to go');
  });

  it('never says due, nor more than all', () => {
    const full = exampleRun({ counts: { total: 100_000, migrated: 104_000, quarantined: 3 } });
    expect(estimateText(estimate(full, after(40)) ?? { kind: 'none', why: '' })).toBe(
      'all copied; catching up with recent writes',
    );
    expect(runSentence(full, after(40)).text).toContain('100,000 of 100,000');
  });

  it('is not given where nothing is counted or nothing goes on', () => {
    expect(estimate(exampleRun({ phases: phasesAt('backup') }), after(40))).toBeUndefined();
    expect(estimate(exampleRun({ state: 'waiting-for-switch' }), after(40))).toBeUndefined();
    expect(estimate(exampleRun({ ratePerSecond: null }), after(40))).toEqual({
      kind: 'none',
      why: 'no estimate: no progress at the moment',
    });
  });

  it('tells the rate now and on average', () => {
    expect(rateText(exampleRun(), after(36))).toBe('1,800/s now, 1,784/s on average');
  });
});

describe('runSentence', () => {
  const until = '2026-12-26T00:14:00.000Z';
  it.each<[string, Partial<Run>, string]>([
    ['copying', {}, 'Copying; 64,210 of 100,000; about 20 s to go'],
    [
      'backup',
      { phases: phasesAt('backup') },
      'Writing a backup and comparing it with the products; nothing is changed',
    ],
    ['paused', { state: 'paused' }, 'Paused in transformation; 64,210 of 100,000; products are as they were'],
    [
      'waiting',
      { state: 'waiting-for-switch', phases: phasesAt('switch') },
      'Ready to switch, waiting for an admin; 100,000 products compared and kept up to date',
    ],
    [
      'completed',
      {
        state: 'completed',
        phases: phasesAt(null),
        counts: { total: 100_000, migrated: 99_999, quarantined: 1 },
        rollbackUntil: until,
      },
      'Migrated; 99,999 of 100,000 products, 1 in quarantine',
    ],
    [
      'failed',
      { state: 'failed', phases: phasesAt('backup', 'failed'), stateSince: '2026-11-26T02:14:07.000Z' },
      'Failed at 02:14:07 UTC in backup; products are as they were',
    ],
    [
      'asked',
      { request: { kind: 'pause', by: 'otto', at: until } },
      'Copying; 64,210 of 100,000; about 20 s to go; pausing, requested by otto',
    ],
  ])('says how a run that is %s stands', (_, fields, text) => {
    expect(runSentence(exampleRun(fields), after(36)).text).toBe(text);
  });

  it('says of no run that it has migrated before its switch', () => {
    expect(runSentence(exampleRun({ state: 'completed', phases: phasesAt('switch') }), after(36)).text).toMatch(
      /^Completed;/,
    );
  });
});

describe('whySlow', () => {
  it.each([
    [
      'read latency (142 ms, 50 ms without the migration)',
      'Product reads take 142 ms, 50 ms without the migration; it speeds up again automatically.',
    ],
    ['replication lag (9 s)', 'A secondary is 9 s behind, limit 5 s; it continues when the secondary has caught up.'],
    ['the rate that was asked for (1200/s)', 'It was started with a limit of 1,200 documents a second.'],
    ['something new', 'Slowed down: something new.'],
  ])('says %p in a sentence', (told, sentence) => {
    expect(whySlow(told)).toBe(sentence);
  });

  it('says nothing where nothing slows it down', () => {
    expect(whySlow(null)).toBeNull();
  });
});
