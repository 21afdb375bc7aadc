import { ANY_LIMIT_MS } from '../query-classes/latency-targets.js';
import type { AlertRule } from './alert-rule.js';
import { refusedKeys } from './measures/access.js';
import { backupAge, diskOfBackups, diskOfDatabase, failedRestore, journalLag, missingBackup } from './measures/files.js';
import { changeStreamSilence, failures, latency, latencyAgainstTarget, LEAST_REQUESTS, waitingForConnections } from './measures/requests.js';
import { failedRun, oplogLeft, outsideWriters, quarantine, runNeedsOperator, unreadableDocuments, wayBackLag } from './measures/migration.js';
import { membersDown, replicationLag, rarelyUsedIndexes } from './measures/database.js';
import { lastRuns } from './measures/schedules.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Over the last five minutes: what is slow for a moment does not move it far. */
const P95 = 'histogram_quantile(0.95, sum by (le, class) (rate(catalog_query_duration_seconds_bucket[5m])))';
const ENOUGH_OF_CLASS = `sum by (class) (increase(catalog_query_duration_seconds_count[5m])) >= ${LEAST_REQUESTS}`;
const ENOUGH = `sum(increase(catalog_query_duration_seconds_count[5m])) >= ${LEAST_REQUESTS}`;

/**
 * Every alert: what is measured, from which value on it is how severe, for how long it has to be so, for how long it has
 * to be over, and what to do. The alert rules and the guide in `ops/` are made from this table.
 */
export const ALERT_RULES: readonly AlertRule[] = [
  {
    name: 'latency', title: 'Requests of a query class are slow', about: 'database', everySeconds: 15, bad: 'over', unit: 'ms',
    levels: { CRITICAL: { threshold: ANY_LIMIT_MS, forSeconds: 0 }, WARNING: { threshold: 150, forSeconds: 2 * MINUTE } }, clearSeconds: 2 * MINUTE,
    todo: 'See GET /api/admin/slow-queries for a collection scan or a missing index (POST /api/admin/indexes/analyze), the pool and the replication lag in GET /api/admin/monitoring, and the load of the database. While a migration runs, pause it.',
    prometheus: { value: P95, factor: 0.001, onlyIf: `on (class) ${ENOUGH_OF_CLASS}` },
    measure: latency,
  },
  {
    name: 'latency-target', title: 'A query class misses its own target', about: 'database', everySeconds: 30, bad: 'over', unit: '% of the target',
    levels: { INFO: { threshold: 100, forSeconds: 10 * MINUTE } }, clearSeconds: 10 * MINUTE,
    todo: 'Compare with the days before in GET /api/admin/capacity; look at the plans with POST /api/admin/indexes/analyze.',
    prometheus: { value: `${P95} / on (class) max by (class) (catalog_query_target_seconds)`, factor: 0.01, onlyIf: `on (class) ${ENOUGH_OF_CLASS}` },
    measure: latencyAgainstTarget,
  },
  {
    name: 'failures', title: 'The service fails to answer requests', about: 'database', everySeconds: 15, bad: 'over', unit: '% of the requests',
    levels: { CRITICAL: { threshold: 5, forSeconds: 0 }, WARNING: { threshold: 1, forSeconds: MINUTE } }, clearSeconds: 2 * MINUTE,
    todo: 'See the service’s log for the errors; GET /health/ready tells whether the database has a primary.',
    prometheus: { value: 'sum(rate(catalog_query_failures_total[5m])) / sum(rate(catalog_query_duration_seconds_count[5m]))', factor: 0.01, onlyIf: ENOUGH },
    measure: failures,
  },
  {
    name: 'refused-keys', title: 'Somebody tries API keys that are not known', about: 'instance', everySeconds: 15, bad: 'over', unit: 'keys in five minutes',
    levels: { WARNING: { threshold: 9, forSeconds: 0 } }, clearSeconds: 5 * MINUTE,
    todo: 'See access.refused in GET /api/admin/audit for the addresses. Block them at the proxy; where it is an application with an old key, give it the new one. Guesses are throttled, right keys are not.',
    prometheus: { value: 'sum by (job, instance) (increase(admin_key_refusals_total{reason=~"unknown|throttled"}[5m]))', factor: 1 },
    measure: refusedKeys,
  },
  {
    name: 'pool', title: 'Operations wait for a connection to the database', about: 'instance', everySeconds: 15, bad: 'over', unit: 'operations',
    levels: { WARNING: { threshold: 0, forSeconds: MINUTE } }, clearSeconds: MINUTE,
    todo: 'Slow queries hold connections: see GET /api/admin/slow-queries first. Else raise MONGO_MAX_POOL_SIZE or start another instance.',
    prometheus: { value: 'mongodb_pool_waiting', factor: 1, onlyIf: 'on (job, instance) mongodb_pool_connections_in_use >= mongodb_pool_max_connections' },
    measure: waitingForConnections,
  },
  {
    name: 'change-stream', title: 'Listings are served without news from the database', about: 'instance', everySeconds: 15, bad: 'over', unit: 's',
    levels: { WARNING: { threshold: 30, forSeconds: 0 } }, clearSeconds: 30,
    todo: 'Listings go on for STALE_READS_SECONDS and then answer 503. See whether the database can be reached from this instance; its log has the error of the change stream.',
    prometheus: { value: 'catalog_change_stream_silence_seconds', factor: 1 },
    measure: changeStreamSilence,
  },
  {
    name: 'replication-lag', title: 'A secondary lags behind the primary', about: 'database', everySeconds: 15, bad: 'over', unit: 's',
    levels: { CRITICAL: { threshold: 60, forSeconds: MINUTE }, WARNING: { threshold: 10, forSeconds: MINUTE } }, clearSeconds: MINUTE,
    todo: 'Find out what the member is short of (disk, CPU, network). Writes that wait for a majority become slow next. While a migration runs, pause it or give it a throttle.',
    prometheus: { value: 'max by (member) (mongodb_replication_lag_seconds)', factor: 1 },
    measure: replicationLag,
  },
  {
    name: 'member-down', title: 'A member of the replica set is down', about: 'database', everySeconds: 15, bad: 'over', unit: '',
    levels: { WARNING: { threshold: 0, forSeconds: MINUTE } }, clearSeconds: MINUTE,
    todo: 'Bring it back: with one more member down the set may have no majority, and then takes no writes.',
    measure: membersDown,
  },
  {
    name: 'index-unused', title: 'An index is hardly used', about: 'database', everySeconds: HOUR, bad: 'under', unit: 'operations',
    levels: { INFO: { threshold: 10, forSeconds: 0 } }, clearSeconds: 0,
    todo: 'See GET /api/admin/indexes for what it serves and its advice. Each index costs every write; hide it for a while before it is dropped.',
    measure: rarelyUsedIndexes,
  },
  {
    name: 'way-back-lag', title: 'The way back of a migration lags behind', about: 'database', everySeconds: 15, bad: 'over', unit: 's',
    levels: { CRITICAL: { threshold: 5 * MINUTE, forSeconds: 0 }, WARNING: { threshold: 30, forSeconds: 0 } }, clearSeconds: MINUTE,
    todo: 'A rollback would have to catch up first. See which instance drives the run and its log; if none does, start one.',
    prometheus: { value: 'max(catalog_migration_way_back_lag_seconds)', factor: 1 },
    measure: wayBackLag,
  },
  {
    name: 'oplog', title: 'What follows the changes may fall out of the oplog', about: 'database', everySeconds: MINUTE, bad: 'under', unit: '% of the oplog’s window',
    levels: { CRITICAL: { threshold: 20, forSeconds: 0 }, WARNING: { threshold: 50, forSeconds: 0 } }, clearSeconds: MINUTE,
    todo: 'Resume the run or bring its driver back. To gain time, enlarge the oplog on every member: db.adminCommand({ replSetResizeOplog: 1, size: <MB> }).',
    measure: oplogLeft,
  },
  {
    name: 'migration-needs-operator', title: 'A migration waits for a decision', about: 'database', everySeconds: 15, bad: 'over', unit: '',
    levels: { CRITICAL: { threshold: 0, forSeconds: 0 } }, clearSeconds: 0,
    todo: 'GET /api/admin/migrations/:id tells why. Then resume, roll back or abort it: see the runbook.',
    prometheus: { value: 'max(catalog_migration_state{state="needs-operator"})', factor: 1 },
    measure: runNeedsOperator,
  },
  {
    name: 'migration-failed', title: 'A migration failed', about: 'database', everySeconds: MINUTE, bad: 'over', unit: '',
    levels: { WARNING: { threshold: 0, forSeconds: 0 } }, clearSeconds: 0,
    todo: 'The products are as they were. See migration-failure-report.json for the reason, then start another run. Resolved by the next run, or after a day.',
    prometheus: { value: 'max(catalog_migration_state{state="failed"})', factor: 1 },
    measure: failedRun,
  },
  {
    name: 'outside-writers', title: 'Applications write products in an old shape', about: 'database', everySeconds: MINUTE, bad: 'over', unit: 'writes',
    levels: { WARNING: { threshold: 0, forSeconds: 0 } }, clearSeconds: HOUR,
    todo: 'Bring the applications that are named up to date. Their products are upgraded each time, so nothing is lost meanwhile.',
    prometheus: { value: 'max(delta(catalog_migration_outside_writes[1h]))', factor: 1 },
    measure: outsideWriters,
  },
  {
    name: 'quarantine', title: 'Documents are in quarantine', about: 'database', everySeconds: MINUTE, bad: 'over', unit: 'documents',
    levels: { WARNING: { threshold: 0, forSeconds: 0 } }, clearSeconds: 0,
    todo: 'GET /api/admin/quarantine tells why the mapping refuses each. Repair the document, then POST /api/admin/quarantine/:productId/retry.',
    prometheus: { value: 'max(catalog_migration_quarantined_documents)', factor: 1 },
    measure: quarantine,
  },
  {
    name: 'unreadable-documents', title: 'Documents of the catalogue cannot be read as products', about: 'database', everySeconds: 5 * MINUTE, bad: 'over', unit: 'documents',
    levels: { INFO: { threshold: 0, forSeconds: 5 * MINUTE } }, clearSeconds: 0,
    todo: 'They are in no answer, and stay as they are. The pre-flight check (npx catalog validate) lists them with the reason.',
    prometheus: { value: 'max(catalog_failing_documents + catalog_unrecognised_documents)', factor: 1 },
    measure: unreadableDocuments,
  },
  {
    name: 'backup-missing', title: 'There is no backup', about: 'database', everySeconds: 5 * MINUTE, bad: 'under', unit: 'backups',
    levels: { WARNING: { threshold: 1, forSeconds: DAY } }, clearSeconds: 0,
    todo: 'Make one: POST /api/admin/backups or npx catalog backup create. SCHEDULES_ENABLED makes one each night.',
    measure: missingBackup,
  },
  {
    name: 'backup-age', title: 'The newest backup is too old', about: 'database', everySeconds: 5 * MINUTE, bad: 'over', unit: 'hours',
    levels: { CRITICAL: { threshold: 78, forSeconds: 0 }, WARNING: { threshold: 30, forSeconds: 0 } }, clearSeconds: 0,
    todo: 'See GET /api/admin/schedules for why the nightly backup did not come about, then make one: npx catalog backup create.',
    measure: backupAge,
  },
  {
    name: 'journal-lag', title: 'The journal of changes lags behind', about: 'database', everySeconds: 15, bad: 'over', unit: 's',
    levels: { CRITICAL: { threshold: 10 * MINUTE, forSeconds: 0 }, WARNING: { threshold: MINUTE, forSeconds: 0 } }, clearSeconds: MINUTE,
    todo: 'A restore would lack what is not in it. See the log of the instance that keeps it, and whether BACKUP_DIR can be written to and has room.',
    prometheus: { value: 'max(catalog_journal_lag_seconds)', factor: 1 },
    measure: journalLag,
  },
  {
    name: 'restore-failed', title: 'A restore failed', about: 'database', everySeconds: MINUTE, bad: 'over', unit: '',
    levels: { WARNING: { threshold: 0, forSeconds: 0 } }, clearSeconds: 0,
    todo: 'GET /api/admin/restores tells why. The products are what they were before it, unless the reason says otherwise. Resolved by the next restore, or after a day.',
    measure: failedRestore,
  },
  {
    name: 'schedule', title: 'A scheduled job failed or found something', about: 'database', everySeconds: MINUTE, bad: 'over', unit: '',
    levels: { WARNING: { threshold: 1, forSeconds: 0 }, INFO: { threshold: 0, forSeconds: 0 } }, clearSeconds: 0,
    todo: 'See GET /api/admin/schedules for what it says. Resolved by its next run that goes well; npx catalog maintain runs one now.',
    measure: lastRuns,
  },
  {
    name: 'disk', title: 'The database’s disk is nearly full', about: 'database', everySeconds: MINUTE, bad: 'under', unit: '% free',
    levels: { CRITICAL: { threshold: 5, forSeconds: 0 }, WARNING: { threshold: 15, forSeconds: 5 * MINUTE } }, clearSeconds: 5 * MINUTE,
    todo: 'Enlarge the disk. MongoDB stops when it is full; a migration needs room for two more copies of the products.',
    measure: diskOfDatabase,
  },
  {
    name: 'backup-disk', title: 'The disk of the backups is nearly full', about: 'instance', everySeconds: MINUTE, bad: 'under', unit: '% free',
    levels: { CRITICAL: { threshold: 5, forSeconds: 0 }, WARNING: { threshold: 15, forSeconds: 5 * MINUTE } }, clearSeconds: 5 * MINUTE,
    todo: 'Remove old backups (BACKUP_RETENTION_DAYS), or point BACKUP_DIR to a larger disk.',
    measure: diskOfBackups,
  },
];
