import { describe, expect, it } from '@jest/globals';

import type { AuditRecord } from '../audit/audit-record.js';
import { ScriptedMigration } from './testing/scripted-migration.js';

const record = (seq: number, more: object): AuditRecord =>
  ({
    seq,
    ts: new Date(0),
    action: 'product.update',
    target: 'ring-1',
    actionId: 'a',
    prevHash: '',
    hash: '',
    ...more,
  }) as never;

const cli = (audit: object, line: string): ReturnType<ScriptedMigration['cli']> =>
  new ScriptedMigration({ audit: audit as never }).cli(line);

describe('catalog audit', () => {
  it('lists who did what, and how to continue', async () => {
    const records = [
      record(8, { kind: 'outcome', outcome: 'done' }),
      record(7, { kind: 'intent', actor: { name: 'ann\u001b[31m', role: 'admin', via: 'api' } }),
    ];
    const { code, stdout } = await cli({ page: () => Promise.resolve({ records, nextBefore: 7 }) }, 'audit');
    expect([code, stdout.trim().split('\n')]).toEqual([
      0,
      [
        '8  1970-01-01T00:00:00.000Z  product.update ring-1: done',
        '7  1970-01-01T00:00:00.000Z  product.update ring-1, by ann\\x1b[31m (api)',
        'Older ones: catalog audit --before 7',
      ],
    ]);
  });

  it.each([
    [
      { ok: true, checked: 3, head: { seq: 3, hash: 'abc' }, open: [] },
      0,
      /^3 records, all intact\nThe last intact record is 3, hash abc/,
    ],
    [{ ok: true, checked: 0, head: null, open: [] }, 0, /^0 records/],
    [
      {
        ok: false,
        checked: 2,
        head: { seq: 1, hash: 'abc' },
        broken: { seq: 2, problem: 'This record is missing' },
        open: [],
      },
      1,
      /^Record 2 is not intact: This record is missing/,
    ],
    [
      { ok: true, checked: 1, head: null, open: [{ seq: 1, action: 'x', target: 'y' }] },
      0,
      /no outcome was recorded of 1, x y/,
    ],
  ])('verifies: %j', async (found, exitCode, said) => {
    const { code, stdout } = await cli({ verifyChain: () => Promise.resolve(found) }, 'audit verify');
    expect(code).toBe(exitCode);
    expect(stdout).toMatch(said);
  });

  it('suggests the nearest action', async () => {
    const { code, stderr } = await cli({}, 'audit verfy');
    expect(code).not.toBe(0);
    expect(stderr).toContain('verify');
  });
});
