import { describe, expect, it } from '@jest/globals';

import type { AuditLog } from '../../audit/audit-log.js';
import type { Backups } from '../../backup/backups.service.js';
import { Settings } from '../../config/settings.js';
import type { CatalogIndexes } from '../../indexes/catalog-indexes.service.js';
import type { RunStore } from '../../batch-migration/run/run-store.js';
import type { ScheduleStore } from '../schedule-store.js';
import { Retention } from './retention.js';

const HOUR_MS = 3_600_000;

/** Runs retention against a server whose clock is ahead by this much; returns what was removed. */
function retention(aheadMs: number): { readonly job: Retention; readonly removed: string[] } {
  const removed: string[] = [];
  const backups = {
    prune: () => {
      removed.push('backups');
      return Promise.resolve({ removed: ['a'], kept: 2, unreadable: ['b'], journalSegments: 0, collections: [] });
    },
  };
  const indexes = {
    dropDue: () => {
      removed.push('indexes');
      return Promise.resolve({ dropped: ['old'], kept: [] });
    },
  };
  const runs = {
    forgetEnded: () => {
      removed.push('runs');
      return Promise.resolve(3);
    },
  };
  const audit = { around: (_action: unknown, effect: () => unknown) => effect() };
  const store = { serverTime: () => Promise.resolve(new Date(Date.now() + aheadMs)) };
  return {
    removed,
    job: new Retention(
      backups as unknown as Backups,
      indexes as unknown as CatalogIndexes,
      runs as unknown as RunStore,
      store as unknown as ScheduleStore,
      audit as unknown as AuditLog,
      new Settings(),
    ),
  };
}

describe('retention', () => {
  const context = { signal: new AbortController().signal, by: 'schedules' };

  it('reports what it removed and what it cannot judge', async () => {
    const { job, removed } = retention(HOUR_MS / 2);
    expect(await job.run(context)).toMatchObject({
      summary:
        'Past their 30 days, and removed: 1 of 3 backups, 0 replaced collections, 3 ended migrations, 1 hidden indexes',
      attention: [expect.stringContaining('b cannot be read')],
    });
    expect(removed).toEqual(['backups', 'runs', 'indexes']);
  });

  it.each([400 * 24 * HOUR_MS, -2 * HOUR_MS])('removes nothing if the server’s clock is %d ms ahead', async (ahead) => {
    const { job, removed } = retention(ahead);
    await expect(job.run(context)).rejects.toMatchObject({ code: 'CLOCKS_DISAGREE' });
    expect(removed).toEqual([]);
  });
});
