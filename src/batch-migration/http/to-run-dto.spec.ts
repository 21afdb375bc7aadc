import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import {
  FORMAT_VERSION,
  type MigrationRun,
  newWork,
  PHASE_NAMES,
  RUN_STATES,
  type RunState,
} from '../run/migration-run.js';
import { isAtRest, toRunDto } from './to-run-dto.js';

const run: MigrationRun = {
  _id: 'run-1',
  formatVersion: FORMAT_VERSION,
  strategy: 'blue-green',
  state: 'running',
  phase: 'backup',
  phases: PHASE_NAMES.map((name) => ({ name, state: 'pending', startedAt: null, finishedAt: null, detail: null })),
  options: { manualSwitch: true, maxDocumentsPerSecond: null, acceptBlockers: false },
  startedBy: 'ann',
  createdAt: new Date(1),
  finishedAt: null,
  active: true,
  epoch: 3,
  owner: 'host-1',
  session: null,
  revision: 1,
  leaseUntil: new Date(2),
  request: null,
  counts: { total: 10, migrated: 4, quarantined: 1 },
  ratePerSecond: 5,
  etaSeconds: 2,
  throttledBy: 'replication lag',
  writePauseMs: null,
  error: null,
  rollbackUntil: null,
  work: { ...newWork(), outsideWriters: { 'old.shop': 2 }, backupId: 'b-1' },
};

describe('toRunDto', () => {
  it('shows what admins need and hides internals of the driver', () => {
    expect(toRunDto(run)).toEqual({
      id: 'run-1',
      strategy: 'blue-green',
      state: 'running',
      stateSince: null,
      phase: 'backup',
      phases: run.phases,
      counts: run.counts,
      ratePerSecond: 5,
      etaSeconds: 2,
      throttledBy: 'replication lag',
      writePauseMs: null,
      error: null,
      stillLatest: null,
      rollbackUntil: null,
      options: run.options,
      startedBy: 'ann',
      createdAt: new Date(1),
      finishedAt: null,
      owner: 'host-1',
      epoch: 3,
      request: null,
      outsideWriters: { 'old.shop': 2 },
      backlog: null,
      switch: null,
    });
  });

  it('exposes only the fields it names', () => {
    const further = {
      ...run,
      counts: { ...run.counts, inner: 1 },
      options: { ...run.options, inner: 1 },
      error: { code: 'A', message: 'b', stack: 'c' },
      inner: 1,
    };
    expect(JSON.stringify(toRunDto(further))).not.toMatch(/inner|stack/);
  });

  it('turns the detail of a phase into plain JSON', () => {
    const detail = {
      collection: { uuid: new mongo.UUID('00000000-0000-4000-8000-000000000000') },
      bytes: mongo.Long.fromNumber(5),
      at: new Date(0),
    };
    const [phase] = toRunDto({
      ...run,
      phases: [{ name: 'shadow', state: 'done', startedAt: new Date(0), finishedAt: new Date(1), detail }],
    }).phases;
    expect(phase?.detail).toEqual({
      collection: { uuid: '00000000-0000-4000-8000-000000000000' },
      bytes: 5,
      at: '1970-01-01T00:00:00.000Z',
    });
  });
});

describe('isAtRest', () => {
  const request = { kind: 'rollback', by: 'ann', at: new Date(0) } as const;
  const resting: readonly RunState[] = ['completed', 'failed', 'aborted', 'rolled-back', 'cleaned-up'];

  it.each(RUN_STATES)('of a run that is %s', (state) => {
    expect(isAtRest({ state, request: null })).toBe(resting.includes(state));
  });

  it('is false for a completed run with a pending request', () => {
    expect(isAtRest({ state: 'completed', request })).toBe(false);
  });
});
