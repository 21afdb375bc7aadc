import { describe, expect, it } from '@jest/globals';

import type { FinishedRun, RunInProgress } from '../../schedules/schedule-record.js';
import { judgeRuns } from './schedules.js';

const RUN: FinishedRun = {
  due: null,
  trigger: 'asked',
  by: 'ann',
  missed: 0,
  attempt: 1,
  startedAt: new Date(0),
  owner: 'x',
  finishedAt: new Date(1),
  durationMs: 1,
  outcome: 'done',
  summary: 'Well',
  attention: [],
  error: null,
  detail: null,
};
const record = (history: readonly Partial<FinishedRun>[], running: RunInProgress | null = null) => ({
  _id: 'full-backup',
  running,
  history: history.map((run) => ({ ...RUN, ...run })),
});

describe('judgeRuns', () => {
  it.each([
    ['nothing', record([]), []],
    ['a good run after a bad one', record([{}, { outcome: 'failed', attention: ['old'] }]), []],
    [
      'a failure',
      record([{ outcome: 'failed', summary: 'No disk' }]),
      [[2, 'full-backup failed, and waits for its next run: No disk']],
    ],
    [
      'a failure before one that was stopped',
      record([{ outcome: 'stopped' }, { outcome: 'failed', summary: 'No disk' }]),
      [[2, 'full-backup failed, and waits for its next run: No disk']],
    ],
    [
      'a failure that will be retried',
      record([{ outcome: 'failed' }], { ...RUN, owner: null, leaseUntil: new Date(9) }),
      [],
    ],
    [
      'an instance that was lost for good',
      record([{ outcome: 'interrupted', summary: 'Gone' }]),
      [[2, 'full-backup was interrupted, and waits for its next run: Gone']],
    ],
    [
      'findings',
      record([{ outcome: 'attention', attention: ['a', 'b', 'c', 'd'] }]),
      [[1, 'full-backup: a; b; c; and 1 more']],
    ],
  ])('%s', (_, found, expected) => {
    expect(judgeRuns([found]).map(({ value, message }) => [value, message])).toEqual(expected);
  });
});
