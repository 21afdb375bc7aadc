import type { AlertRule } from '../alert-rule.js';
import { membersDown, replicationLag, rarelyUsedIndexes } from '../measures/database.js';
import { MINUTE, HOUR } from '../durations.js';

/** The database: its members and indexes. */
export const DATABASE_RULES: readonly AlertRule[] = [
  {
    name: 'replication-lag',
    title: 'A secondary lags behind the primary',
    about: 'database',
    everySeconds: 15,
    bad: 'over',
    unit: 's',
    levels: { CRITICAL: { threshold: 60, forSeconds: MINUTE }, WARNING: { threshold: 10, forSeconds: MINUTE } },
    clearSeconds: MINUTE,
    todo:
      'Find out what the member lacks (disk, CPU, network). Writes that wait for a majority slow down ' +
      'next. While a migration runs, pause it or limit its rate.',
    prometheus: { value: 'max by (member) (mongodb_replication_lag_seconds)', factor: 1 },
    measure: replicationLag,
  },
  {
    name: 'member-down',
    title: 'A member of the replica set is down',
    about: 'database',
    everySeconds: 15,
    bad: 'over',
    unit: '',
    levels: { WARNING: { threshold: 0, forSeconds: MINUTE } },
    clearSeconds: MINUTE,
    todo: 'Bring it back: with one more member down, the set may lose its majority and refuse writes.',
    measure: membersDown,
  },
  {
    name: 'index-unused',
    title: 'An index is rarely used',
    about: 'database',
    everySeconds: HOUR,
    bad: 'under',
    unit: 'operations',
    levels: { INFO: { threshold: 10, forSeconds: 0 } },
    clearSeconds: 0,
    todo:
      'See GET /api/admin/indexes for what it serves and its advice. Each index costs every write; hide it for ' +
      'a while before it is dropped.',
    measure: rarelyUsedIndexes,
  },
];
