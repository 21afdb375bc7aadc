import { describe, expect, it } from '@jest/globals';

import { BEGAN, exampleRun, phasesAt } from '../testing/example-run.js';
import { incidentText } from './incident.js';
import { phaseRows } from './phase-rows.js';
import { actionsOf, lostByAbort, wayBackText } from './run-actions.js';
import type { Role, Run, RunState } from './run.js';

const enabled = (state: RunState, role: Role | null, fields: Partial<Run> = {}): string[] =>
  actionsOf(exampleRun({ state, ...fields }), role)
    .filter(({ disabled }) => disabled === null)
    .map(({ kind }) => kind);

describe('actionsOf', () => {
  it.each<[RunState, string[], string[]]>([
    ['running', ['pause', 'abort'], ['pause', 'abort']],
    ['paused', ['resume', 'abort'], ['resume', 'abort']],
    ['waiting-for-switch', ['pause', 'abort'], ['pause', 'switch', 'abort']],
    ['needs-operator', ['resume', 'abort'], ['resume', 'abort', 'rollback']],
    ['completed', [], ['rollback', 'cleanup']],
    ['rolling-back', [], []],
    ['rolled-back', [], []],
    ['cleaned-up', [], []],
  ])('of a run that is %s are the operator’s and the admin’s, and none the viewer’s', (state, operator, admin) => {
    expect([enabled(state, 'viewer'), enabled(state, 'operator'), enabled(state, 'admin')]).toEqual([
      [],
      operator,
      admin,
    ]);
  });

  it('are always all there, and each that is off says why', () => {
    const actions = actionsOf(exampleRun({ state: 'waiting-for-switch' }), 'operator');
    expect(actions).toHaveLength(6);
    expect(actions.find(({ kind }) => kind === 'switch')?.disabled).toBe(
      'Requires the role admin; your key has the role operator',
    );
    expect(actions.find(({ kind }) => kind === 'rollback')?.disabled).toBe('Only after the switch');
  });

  it('are all off while a word has not been taken', () => {
    expect(enabled('running', 'admin', { request: { kind: 'pause', by: 'otto', at: '' } })).toEqual([]);
  });

  it('are off before it is known whose key this is', () => {
    expect(enabled('running', null)).toEqual([]);
  });

  it('are confirmed by typing the id, by a dialog where work is lost, or not at all', () => {
    const confirmations = actionsOf(exampleRun(), 'admin').map(({ kind, confirmation }) => [kind, confirmation]);
    expect(Object.fromEntries(confirmations)).toEqual({
      pause: 'none',
      resume: 'none',
      switch: 'typed',
      abort: 'dialog',
      rollback: 'typed',
      cleanup: 'typed',
    });
  });
});

describe('lostByAbort', () => {
  it('counts the work that is thrown away', () => {
    expect(lostByAbort(exampleRun(), BEGAN + 60_000)[0]).toBe(
      'This discards 2 minutes of work: 64,210 of 100,000 copied products.',
    );
  });
});

describe('wayBackText', () => {
  it('is there only while the way back is', () => {
    const rollbackUntil = '2026-12-26T00:14:00.000Z';
    expect(wayBackText(exampleRun({ state: 'completed', rollbackUntil }))?.until).toBe('26 Dec 2026, 00:14 UTC');
    expect(wayBackText(exampleRun({ state: 'cleaned-up', rollbackUntil }))).toBeNull();
    expect(wayBackText(exampleRun())).toBeNull();
  });
});

describe('phaseRows', () => {
  it('are nine, with a percentage only where something is counted', () => {
    const rows = phaseRows(exampleRun(), BEGAN + 36_000);
    expect(rows.map(({ word }) => word)).toEqual([
      'done',
      'done',
      'done',
      'working',
      'to come',
      'to come',
      'to come',
      'to come',
      'to come',
    ]);
    expect(rows.map(({ percent }) => percent)).toEqual([null, null, null, 64, null, null, null, null, null]);
    expect(rows[3]?.result).toBe('64,210 of 100,000 · 1,800/s now, 1,784/s on average · about 20 s to go');
  });

  it('show waiting for a person, a pause and an error in the phase that they belong to', () => {
    const at = (fields: Partial<Run>): unknown =>
      phaseRows(exampleRun(fields), BEGAN)
        .filter(({ state }) => state !== 'done' && state !== 'pending')
        .map(({ name, state, error }) => [name, state, error]);
    expect(at({ state: 'waiting-for-switch', phases: phasesAt('switch') })).toEqual([['switch', 'waiting', null]]);
    expect(at({ state: 'paused' })).toEqual([['transformation', 'halted', null]]);
    expect(
      at({
        state: 'failed',
        phases: phasesAt('backup', 'failed'),
        error: { code: 'NO_SPACE', message: 'The disk is full' },
      }),
    ).toEqual([['backup', 'failed', 'NO_SPACE: The disk is full']]);
  });
});

describe('incidentText', () => {
  it('has the state, the phases and the commands, with times in UTC', () => {
    const text = incidentText(
      exampleRun({ state: 'waiting-for-switch', phases: phasesAt('switch') }),
      BEGAN + 60_000,
      'https://shop/admin/migrations/x',
    );
    expect(text).toContain('Migration run-20261126t021214-4fe82d (blue-green), as of 26 Nov 2026, 02:14:00 UTC');
    expect(text).toContain('Switch           waits for an admin');
    expect(text).toContain('Switch: npx catalog switch run-20261126t021214-4fe82d');
    expect(text.trim().split('\n').at(-1)).toBe('https://shop/admin/migrations/x');
  });
});
