import { describe, expect, it } from '@jest/globals';

import { type AuditRecord, entriesOf, matches } from './audit-data.js';

const record = (seq: number, fields: Partial<AuditRecord>): AuditRecord => ({
  seq,
  ts: '2026-11-30T10:00:00Z',
  kind: 'intent',
  actionId: 'a',
  action: 'backup.create',
  target: 'products',
  prevHash: '',
  hash: '',
  ...fields,
});

const RECORDS = [
  record(4, { kind: 'outcome', actionId: 'b', action: 'backup.restore', outcome: 'refused' }),
  record(3, { actionId: 'b', action: 'backup.restore', actor: { name: 'Ada' } }),
  record(2, { kind: 'outcome', outcome: 'done' }),
  record(1, {}),
];

describe('the audit log', () => {
  it('puts intent and outcome together, the newest first', () => {
    const entries = entriesOf(RECORDS);
    expect(entries.map(({ newest, intent, outcome }) => [newest.seq, intent?.seq, outcome?.seq])).toEqual([
      [4, 3, 4],
      [2, 1, 2],
    ]);
    expect(entriesOf(RECORDS.slice(0, 3))[1]).toMatchObject({ intent: undefined, outcome: { seq: 2 } });
  });

  it.each([
    [{ text: 'ada', action: '', outcome: '' }, [4]],
    [{ text: '', action: 'backup.create', outcome: '' }, [2]],
    [{ text: '', action: '', outcome: 'refused' }, [4]],
    [{ text: '', action: '', outcome: 'open' }, []],
    [{ text: ' ', action: '', outcome: '' }, [4, 2]],
  ])('finds %j', (filter, seqs) => {
    const found = entriesOf(RECORDS).filter((entry) => matches(entry, filter));
    expect(found.map(({ newest }) => newest.seq)).toEqual(seqs);
  });
});
