import { describe, expect, it } from '@jest/globals';

import type { Backlog } from '../run/backlog.js';
import { newWork } from '../run/migration-run.js';
import { toBacklogDto, toPutOffSwitchDto } from './to-backlog-dto.js';

const backlog: Backlog = {
  changesBehind: 9_000,
  secondsBehind: 40,
  appliedPerSecond: 150,
  writtenPerSecond: 225,
  trend: 'falling-behind',
};
const switchAttempts = { attempts: 2, lastReason: 'a long transaction', nextAttemptAt: new Date(0) };

describe('toBacklogDto', () => {
  it('shows the figures, and advises only where the trend is bad', () => {
    const shown = (change: Partial<Backlog>): string | null | undefined =>
      toBacklogDto({ state: 'running', work: { ...newWork(), backlog: { ...backlog, ...change } } })?.advice;
    expect(toBacklogDto({ state: 'running', work: { ...newWork(), backlog } })).toMatchObject(backlog);
    expect(shown({})).toContain('Slow down or stop bulk writers');
    expect(shown({ trend: 'catching-up' })).toBeNull();
    expect(shown({ trend: 'holding' })).toContain('catches up when fewer are written');
    expect(shown({ trend: 'holding', secondsBehind: 1 })).toBeNull();
  });

  it('shows nothing for a run that has ended or was written by an earlier release', () => {
    const { backlog: _backlog, switchAttempts: _attempts, ...work } = newWork();
    expect(toBacklogDto({ state: 'rolled-back', work: { ...newWork(), backlog } })).toBeNull();
    expect(toBacklogDto({ state: 'running', work })).toBeNull();
    expect(toPutOffSwitchDto({ state: 'running', work })).toBeNull();
  });
});

describe('toPutOffSwitchDto', () => {
  it('shows how often, why and until when a switch was postponed', () => {
    expect(toPutOffSwitchDto({ state: 'running', work: { ...newWork(), switchAttempts } })).toEqual(switchAttempts);
    expect(toPutOffSwitchDto({ state: 'aborted', work: { ...newWork(), switchAttempts } })).toBeNull();
  });
});
