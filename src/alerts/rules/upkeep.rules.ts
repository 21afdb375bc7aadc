import type { AlertRule } from '../alert-rule.js';
import {
  backupAge,
  diskOfBackups,
  diskOfDatabase,
  failedRestore,
  journalLag,
  missingBackup,
} from '../measures/files.js';
import { lastRuns } from '../measures/schedules.js';
import { MINUTE, DAY } from '../durations.js';

/** Maintenance: backups, the journal, restores, jobs, disks. */
export const UPKEEP_RULES: readonly AlertRule[] = [
  {
    name: 'backup-missing',
    title: 'There is no backup',
    about: 'database',
    everySeconds: 5 * MINUTE,
    bad: 'under',
    unit: 'backups',
    levels: { WARNING: { threshold: 1, forSeconds: DAY } },
    clearSeconds: 0,
    todo: 'Create one: POST /api/admin/backups or npx catalog backup create. SCHEDULES_ENABLED creates one each night.',
    measure: missingBackup,
  },
  {
    name: 'backup-age',
    title: 'The newest backup is too old',
    about: 'database',
    everySeconds: 5 * MINUTE,
    bad: 'over',
    unit: 'hours',
    levels: { CRITICAL: { threshold: 78, forSeconds: 0 }, WARNING: { threshold: 30, forSeconds: 0 } },
    clearSeconds: 0,
    todo:
      'See GET /api/admin/schedules for why the nightly backup did not run, then create one: npx catalog ' +
      'backup create.',
    measure: backupAge,
  },
  {
    name: 'journal-lag',
    title: 'The journal of changes lags behind',
    about: 'database',
    everySeconds: 15,
    bad: 'over',
    unit: 's',
    levels: { CRITICAL: { threshold: 10 * MINUTE, forSeconds: 0 }, WARNING: { threshold: MINUTE, forSeconds: 0 } },
    clearSeconds: MINUTE,
    todo:
      'A restore would miss recent changes. See the log of the instance that writes it, and check whether ' +
      'BACKUP_DIR is writable and has free space.',
    prometheus: { value: 'max(catalog_journal_lag_seconds)', factor: 1 },
    measure: journalLag,
  },
  {
    name: 'restore-failed',
    title: 'A restore failed',
    about: 'database',
    everySeconds: MINUTE,
    bad: 'over',
    unit: '',
    levels: { WARNING: { threshold: 0, forSeconds: 0 } },
    clearSeconds: 0,
    todo:
      'See GET /api/admin/restores for the reason. The products are unchanged unless the reason says ' +
      'otherwise. Resolved by the next restore, or after a day.',
    measure: failedRestore,
  },
  {
    name: 'schedule',
    title: 'A scheduled job failed or found a problem',
    about: 'database',
    everySeconds: MINUTE,
    bad: 'over',
    unit: '',
    levels: { WARNING: { threshold: 1, forSeconds: 0 }, INFO: { threshold: 0, forSeconds: 0 } },
    clearSeconds: 0,
    todo:
      'See GET /api/admin/schedules for details. Resolved by its next successful run; npx catalog ' +
      'maintain runs one now.',
    measure: lastRuns,
  },
  {
    name: 'disk',
    title: 'The database disk is nearly full',
    about: 'database',
    everySeconds: MINUTE,
    bad: 'under',
    unit: '% free',
    levels: { CRITICAL: { threshold: 5, forSeconds: 0 }, WARNING: { threshold: 15, forSeconds: 5 * MINUTE } },
    clearSeconds: 5 * MINUTE,
    todo:
      'Enlarge the disk. MongoDB stops when it is full; a migration needs space for two more copies of the ' +
      'products.',
    measure: diskOfDatabase,
  },
  {
    name: 'backup-disk',
    title: 'The backup disk is nearly full',
    about: 'instance',
    everySeconds: MINUTE,
    bad: 'under',
    unit: '% free',
    levels: { CRITICAL: { threshold: 5, forSeconds: 0 }, WARNING: { threshold: 15, forSeconds: 5 * MINUTE } },
    clearSeconds: 5 * MINUTE,
    todo: 'Remove old backups (BACKUP_RETENTION_DAYS), or point BACKUP_DIR at a larger disk.',
    measure: diskOfBackups,
  },
];
