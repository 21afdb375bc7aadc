import { describe, expect, it } from '@jest/globals';

import { capacityReport } from '../capacity/capacity-report.js';
import type { CapacitySnapshot } from '../capacity/capacity-snapshot.js';
import type { RunEnd } from '../schedules/schedule-record.js';
import { ScheduleRunningError } from '../schedules/schedule-errors.js';
import type { ScheduleStatus } from '../schedules/schedule-status.js';
import type { Migrations } from './migrations.js';
import { ScriptedMigration } from './testing/scripted-migration.js';

const DONE: RunEnd = {
  durationMs: 1234,
  outcome: 'done',
  summary: 'All is well',
  attention: [],
  error: null,
  detail: null,
};
const VIEW: ScheduleStatus = {
  name: 'performance-check',
  title: 'Times queries',
  cron: '0 1 * * *',
  timeZone: 'UTC',
  enabled: true,
  waits: null,
  waitingFor: null,
  nextRun: new Date('2026-02-01T01:00Z'),
  running: null,
  lastRun: null,
};

function withSchedules(end: RunEnd | null, views: readonly ScheduleStatus[] = [VIEW]): ScriptedMigration {
  const started: Migrations['schedules']['start'] = (name, by) => {
    script.calls.push(`start ${name} by ${by}`);
    return Promise.resolve({ ended: Promise.resolve(end) });
  };
  const script = new ScriptedMigration({ schedules: { list: () => Promise.resolve([...views]), start: started } });
  return script;
}

describe('catalog maintain', () => {
  it('runs the daily check, audited, and shows its result', async () => {
    const script = withSchedules({
      ...DONE,
      detail: {
        classes: [
          {
            name: 'catalogue-page',
            p50: 1,
            p95: 20.46,
            p99: 30,
            limitMs: 50,
            keysExamined: 24,
            docsExamined: 24,
            returned: 24,
            reasons: [],
          },
        ],
      },
    });
    const { code, stdout } = await script.cli('maintain');

    expect([code, script.calls]).toEqual([
      0,
      ['audit schedule.run performance-check', 'start performance-check by ann'],
    ]);
    expect(stdout.split('\n')).toEqual([
      'performance-check: done, all well (1.2 s)',
      '  All is well',
      '  query class     p50   p95   p99  limit  keys  documents  returned',
      '  catalogue-page  1.0  20.5  30.0  50 ms    24         24        24  ok',
      '',
    ]);
  });

  it.each<[string, RunEnd | null, string]>([
    [
      'a missed target',
      { ...DONE, outcome: 'attention', attention: ['Pages: p95 of 90 ms'] },
      '  ! Pages: p95 of 90 ms',
    ],
    [
      'a failure',
      { ...DONE, outcome: 'failed', summary: 'No database' },
      'performance-check: failed (1.2 s)\n  No database',
    ],
    ['being stopped', { ...DONE, outcome: 'stopped' }, 'performance-check: stopped'],
    ['being taken over', null, 'performance-check was taken over by another instance'],
  ])('fails by %s', async (_, end, expected) => {
    const { code, stdout } = await withSchedules(end).cli('maintain performance-check');
    expect([code, stdout]).toEqual([1, expect.stringContaining(expected)]);
  });

  it('suggests the nearest schedule', async () => {
    const { code, stderr } = await withSchedules(DONE).cli('maintain performance-chek');
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean performance-check?')]);
  });

  it('lists the schedules with their next and last runs', async () => {
    const beginning = {
      due: null,
      trigger: 'asked',
      by: 'ann',
      missed: 0,
      attempt: 2,
      startedAt: new Date(0),
      owner: 'host-1',
    } as const;
    const { code, stdout } = await withSchedules(null, [
      VIEW,
      {
        ...VIEW,
        name: 'full-backup',
        waitingFor: 'migration run-1',
        lastRun: {
          ...beginning,
          ...DONE,
          finishedAt: new Date(61_000),
          outcome: 'attention',
          attention: ['x\u001b[31m'],
        },
      },
      { ...VIEW, name: 'retention', running: { ...beginning, owner: null, leaseUntil: new Date(90_000) } },
    ]).cli('maintain --list');

    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'performance-check  (0 1 * * *, UTC)  next 2026-02-01T01:00:00Z',
      '  Times queries',
      '  has not run yet',
      'full-backup  (0 1 * * *, UTC)  next 2026-02-01T01:00:00Z, waits for migration run-1',
      '  Times queries',
      '  last 1970-01-01T00:01:01Z: attention after 1 s, All is well',
      '  ! x\\x1b[31m',
      'retention  (0 1 * * *, UTC)  next 2026-02-01T01:00:00Z',
      '  Times queries',
      '  will be retried after 1970-01-01T00:01:30Z',
      '  has not run yet',
      '',
    ]);
  });
});

describe('catalog capacity', () => {
  const snapshot = (daysAgo: number, total: number): CapacitySnapshot => ({
    _id: new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10),
    formatVersion: 1,
    at: new Date(),
    products: { total, byVersion: { v1: 0, v2: total }, other: 0 },
    bytes: { data: 3_000_000, storage: 1_000_000, indexes: 500_000, averageDocument: 3_000 },
    disk: { total: 100e9, used: 85e9 },
    backupDisk: null,
    oplog: { windowSeconds: 90_000, usedBytes: 1, maxBytes: 2, isFull: false },
    queries: [],
  });

  it('takes the snapshot if there is none, and says what is unknown', async () => {
    let snapshots: CapacitySnapshot[] = [snapshot(1, 90)];
    const script = withSchedules(DONE);
    Object.assign(script.migrations, {
      capacity: { report: () => Promise.resolve(capacityReport(snapshots)) },
      schedules: {
        start: (name: string) => {
          script.calls.push(`start ${name}`);
          snapshots = [...snapshots, snapshot(0, 100)];
          return Promise.resolve({ ended: Promise.resolve(DONE) });
        },
      },
    });
    const { code, stdout } = await script.cli('capacity');

    expect([code, script.calls]).toEqual([0, ['audit schedule.run capacity-snapshot', 'start capacity-snapshot']]);
    expect(stdout).toContain(': 100 products (100 v2)\n');
    expect(stdout).toContain('Growth, from 2 daily snapshots since');
    expect(stdout).toContain('\n  Not known yet: 1 of 14 days\n  Products: 100\n');
    expect(stdout).toContain('\n  Database disk 80 % full: Reached\n    Plan for more space now.');
  });

  it('shows rates with their uncertainty, and dates', async () => {
    const script = withSchedules(DONE);
    const report = capacityReport(Array.from({ length: 31 }, (_, day) => snapshot(30 - day, 9_000 + 10 * day)));
    Object.assign(script.migrations, { capacity: { report: () => Promise.resolve(report) } });
    const { stdout } = await script.cli('capacity');

    expect(script.calls).toEqual([]);
    expect(stdout).toContain('\n  Products: 9300; grows: +304 a month (+304 to +304)\n');
    expect(stdout).toMatch(/\n {2}10,000 products: About \d{4}-\d\d-\d\d \(.*\)\n {4}The limits were measured/);
  });

  it('shows the current state while an instance takes one', async () => {
    const script = withSchedules(DONE);
    Object.assign(script.migrations, {
      capacity: { report: () => Promise.resolve(capacityReport([])) },
      schedules: { start: () => Promise.reject(new ScheduleRunningError('capacity-snapshot', 'host-1')) },
    });
    expect(await script.cli('capacity')).toMatchObject({ code: 0, stdout: 'There is no snapshot yet\n' });
    expect(script.notes).toEqual([expect.stringContaining('host-1')]);
  });
});
