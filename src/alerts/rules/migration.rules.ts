import type { AlertRule } from '../alert-rule.js';
import {
  failedRun,
  fallingBehind,
  oplogLeft,
  outsideWriters,
  quarantine,
  putOffSwitch,
  runNeedsOperator,
  unreadableDocuments,
  wayBackLag,
} from '../measures/migration.js';
import { MINUTE, HOUR } from '../durations.js';

/** Migrations and the documents that they cannot map. */
export const MIGRATION_RULES: readonly AlertRule[] = [
  {
    name: 'way-back-lag',
    title: 'A rollback copy lags behind',
    about: 'database',
    everySeconds: 15,
    bad: 'over',
    unit: 's',
    levels: { CRITICAL: { threshold: 5 * MINUTE, forSeconds: 0 }, WARNING: { threshold: 30, forSeconds: 0 } },
    clearSeconds: MINUTE,
    todo:
      'A rollback would have to catch up first. See which instance drives the run and its log; if none does, ' +
      'start one.',
    prometheus: { value: 'max(catalog_migration_way_back_lag_seconds)', factor: 1 },
    measure: wayBackLag,
  },
  {
    name: 'oplog',
    title: 'A change stream may fall off the oplog',
    about: 'database',
    everySeconds: MINUTE,
    bad: 'under',
    unit: '% of the oplog’s window',
    levels: { CRITICAL: { threshold: 20, forSeconds: 0 }, WARNING: { threshold: 50, forSeconds: 0 } },
    clearSeconds: MINUTE,
    todo:
      'Resume the run or restart its instance. To gain time, enlarge the oplog on every member: ' +
      'db.adminCommand({ replSetResizeOplog: 1, size: <MB> }).',
    measure: oplogLeft,
  },
  {
    name: 'migration-falling-behind',
    title: 'A migration falls behind the writers',
    about: 'database',
    everySeconds: 15,
    bad: 'over',
    unit: 's',
    levels: { CRITICAL: { threshold: 5 * MINUTE, forSeconds: 0 }, WARNING: { threshold: 30, forSeconds: 30 } },
    clearSeconds: MINUTE,
    todo:
      'Changes are written faster than they are applied. Slow down or stop bulk writers, or give the database and ' +
      'the driving instance more CPU. The run goes on, loses nothing, and switches once it has caught up.',
    prometheus: {
      value:
        'max(catalog_migration_seconds_behind * on(instance) ' +
        '(catalog_migration_changes_applied_per_second < catalog_migration_changes_written_per_second))',
      factor: 1,
    },
    measure: fallingBehind,
  },
  {
    name: 'migration-switch-put-off',
    title: 'The switch of a migration is postponed again and again',
    about: 'database',
    everySeconds: 15,
    bad: 'over',
    unit: 'attempts',
    levels: { CRITICAL: { threshold: 4, forSeconds: 0 }, WARNING: { threshold: 1, forSeconds: 0 } },
    clearSeconds: 0,
    todo:
      'GET /api/admin/migrations/:id tells the reason of the last attempt and when it is tried again. Writers and ' +
      'readers go on meanwhile. End long transactions and bulk writes, or choose a quieter hour: pause, then resume.',
    prometheus: { value: 'max(catalog_migration_switch_attempts)', factor: 1 },
    measure: putOffSwitch,
  },
  {
    name: 'migration-needs-operator',
    title: 'A migration waits for a decision',
    about: 'database',
    everySeconds: 15,
    bad: 'over',
    unit: '',
    levels: { CRITICAL: { threshold: 0, forSeconds: 0 } },
    clearSeconds: 0,
    todo: 'See GET /api/admin/migrations/:id for the reason. Then resume, roll back or abort it: see the runbook.',
    prometheus: { value: 'max(catalog_migration_state{state="needs-operator"})', factor: 1 },
    measure: runNeedsOperator,
  },
  {
    name: 'migration-failed',
    title: 'A migration failed',
    about: 'database',
    everySeconds: MINUTE,
    bad: 'over',
    unit: '',
    levels: { WARNING: { threshold: 0, forSeconds: 0 } },
    clearSeconds: 0,
    todo:
      'The products are unchanged. See migration-failure-report.json for the reason, then start another ' +
      'run. Resolved by the next run, or after a day.',
    prometheus: { value: 'max(catalog_migration_state{state="failed"})', factor: 1 },
    measure: failedRun,
  },
  {
    name: 'outside-writers',
    title: 'Applications still write the old product shape',
    about: 'database',
    everySeconds: MINUTE,
    bad: 'over',
    unit: 'writes',
    levels: { WARNING: { threshold: 0, forSeconds: 0 } },
    clearSeconds: HOUR,
    todo: 'Update the named applications. Their products are upgraded each time, so nothing is lost meanwhile.',
    prometheus: { value: 'max(delta(catalog_migration_outside_writes[1h]))', factor: 1 },
    measure: outsideWriters,
  },
  {
    name: 'quarantine',
    title: 'Documents are in quarantine',
    about: 'database',
    everySeconds: MINUTE,
    bad: 'over',
    unit: 'documents',
    levels: { WARNING: { threshold: 0, forSeconds: 0 } },
    clearSeconds: 0,
    todo:
      'See GET /api/admin/quarantine for the reasons. Repair each document, then POST ' +
      '/api/admin/quarantine/:productId/retry.',
    prometheus: { value: 'max(catalog_migration_quarantined_documents)', factor: 1 },
    measure: quarantine,
  },
  {
    name: 'unreadable-documents',
    title: 'Some documents cannot be read as products',
    about: 'database',
    everySeconds: 5 * MINUTE,
    bad: 'over',
    unit: 'documents',
    levels: { INFO: { threshold: 0, forSeconds: 5 * MINUTE } },
    clearSeconds: 0,
    todo: 'They are not served and not changed. The pre-flight check (npx catalog validate) lists them with reasons.',
    prometheus: { value: 'max(catalog_failing_documents + catalog_unrecognised_documents)', factor: 1 },
    measure: unreadableDocuments,
  },
];
