import { describe, expect, it } from '@jest/globals';

import { toRunDto } from '../batch-migration/http/to-run-dto.js';
import { newWork, RUN_STATES } from '../batch-migration/run/migration-run.js';
import { describeRun, duration, nextSteps, toLiveView } from './describe-run.js';
import { testRun } from './testing/scripted-migration.js';

describe('describeRun', () => {
  it('shows phases, numbers and problems, safe for a terminal', () => {
    const lines = describeRun(
      toRunDto(
        testRun({
          phases: [
            {
              name: 'pre-flight',
              state: 'done',
              startedAt: new Date(0),
              finishedAt: new Date(2000),
              detail: { ready: true, reasons: ['a'], report: 'r.json' },
            },
            { name: 'backup', state: 'running', startedAt: new Date(0), finishedAt: null, detail: null },
          ],
          phase: 'backup',
          counts: { total: 1000, migrated: 999, quarantined: 1 },
          ratePerSecond: 50,
          etaSeconds: 7200,
          throttledBy: 'reads',
          writePauseMs: 12,
          rollbackUntil: new Date(0),
          error: { code: 'X', message: 'y' },
          request: { kind: 'pause', by: 'ann', at: new Date(0) },
          work: { ...newWork(), outsideWriters: { 'shop\u001b[31m': 3 } },
        }),
      ),
    );
    expect(lines).toEqual([
      'Migration run-1 (blue-green): running, backup',
      '  pre-flight              done            2 s  ready true, report r.json',
      '  backup                  running',
      '  999 of 1000 documents (99 %), 1 in quarantine',
      '  50 documents/s, 2 h 0 min to go',
      '  throttled by reads',
      '  writes waited 12 ms',
      '  rollback possible until 1970-01-01T00:00:00.000Z',
      '  X: y',
      '  requested: pause by ann',
      '  shop\\x1b[31m still writes the old shape: 3 writes since the switch',
    ]);
  });

  it('shows the lag behind the writers, and why the switch was postponed', () => {
    const backlog = {
      changesBehind: 9_000,
      secondsBehind: 40,
      appliedPerSecond: 150,
      writtenPerSecond: 225,
      trend: 'falling-behind',
    } as const;
    const switchAttempts = { attempts: 2, lastReason: 'a long transaction', nextAttemptAt: new Date(0) };
    const lines = describeRun(toRunDto(testRun({ work: { ...newWork(), backlog, switchAttempts } })));
    expect(lines).toContain('  falling behind: about 9000 changes (40 s) behind, 150/s applied, 225/s written');
    expect(lines).toContain(
      '  the switch was postponed 2 times: a long transaction; tried again at 1970-01-01T00:00:00.000Z',
    );
  });

  it('does not divide by zero', () => {
    expect(describeRun(toRunDto(testRun({ phases: [], counts: { total: 0, migrated: 0, quarantined: 0 } })))[1]).toBe(
      '  0 of 0 documents',
    );
  });
});

describe('nextSteps', () => {
  it.each(RUN_STATES)('suggests what to do when a run is %s', (state) => {
    expect(nextSteps(toRunDto(testRun({ state }))).length).toBeGreaterThan(0);
  });

  it('names the driver', () => {
    expect(nextSteps(toRunDto(testRun({ owner: 'host-1' })))).toEqual([
      'Driven by host-1; follow it: catalog status --watch',
    ]);
  });
});

describe('the result of a rollback', () => {
  const lines = (strategy: 'blue-green' | 'in-place', stillLatest?: number): string =>
    nextSteps(
      toRunDto(
        testRun({
          strategy,
          state: 'rolled-back',
          work: { ...newWork(), ...(stillLatest === undefined ? {} : { stillLatest }) },
        }),
      ),
    ).join(' ');

  it.each([
    ['blue-green', undefined, /^The products have their old shape again ·/],
    ['blue-green', 0, /^The products have their old shape again ·/],
    ['in-place', 0, /^The products have their old shape again ·/],
    ['blue-green', 1, /before the migration; 1 product still has the new shape.*--in-place, then catalog rollback/],
    ['blue-green', 166, /166 products still have the new shape/],
    ['in-place', 3, /except that 3 products still have the new shape: the old one cannot hold them/],
  ] as const)('%s, %s still new', (strategy, stillLatest, said) => {
    expect(lines(strategy, stillLatest)).toMatch(said);
  });
});

describe('toLiveView', () => {
  it('names the owner while its lease holds', () => {
    const run = testRun({ owner: 'host-1', leaseUntil: new Date(10_000) });
    expect(toLiveView(run, 15_000).owner).toBe('host-1');
    expect(toLiveView(run, 15_001).owner).toBeNull();
  });
});

describe('duration', () => {
  it.each([
    [-1, '0 s'],
    [0.4, '0 s'],
    [59.4, '59 s'],
    [61, '1 min 1 s'],
    [3_725, '1 h 2 min'],
  ])('says %d seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
