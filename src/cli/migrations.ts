import type { AuditLog } from '../audit/audit-log.js';
import type { IntegrityCheck } from '../batch-migration/checks/integrity-check.js';
import type { PreflightChecks } from '../batch-migration/checks/preflight-checks.js';
import type { QuarantineList } from '../batch-migration/http/quarantine-list.js';
import type { Backups } from '../backup/backups.service.js';
import type { MigrationService } from '../batch-migration/migration.service.js';
import type { Quarantine } from '../batch-migration/quarantine.js';
import type { Refused } from '../batch-migration/mapping/mapped-documents.js';
import type { Restores } from '../restore/restores.service.js';
import type { MigrationRun } from '../batch-migration/run/migration-run.js';
import type { CatalogIndexes } from '../indexes/catalog-indexes.service.js';
import type { Capacity } from '../capacity/capacity.service.js';
import type { Scheduler } from '../schedules/scheduler.js';

/** A change made by a command, for the audit log. */
export interface CommandAction {
  readonly action: string;
  readonly target: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What migration commands work with: the service's own parts, in this process and without HTTP. */
export interface Migrations {
  readonly service: Pick<MigrationService, 'start' | 'list' | 'get' | 'current' | 'ask'>;
  readonly preflight: Pick<PreflightChecks, 'check'>;
  readonly integrity: IntegrityCheck;
  readonly quarantine: Pick<Quarantine, 'retry'> &
    Pick<QuarantineList, 'list' | 'idOf'> & {
      /** Puts imported documents that cannot be served into quarantine. */
      addImported(documents: readonly Refused[]): Promise<void>;
    };
  readonly audit: Pick<AuditLog, 'verifyChain' | 'page'>;
  readonly backups: Pick<
    Backups,
    'create' | 'list' | 'verify' | 'verifyByRestore' | 'restore' | 'remove' | 'journalNews'
  >;
  readonly restores: Pick<Restores, 'start' | 'get' | 'stop' | 'whenIdle'>;
  readonly indexes: Pick<CatalogIndexes, 'overview' | 'sync' | 'analyse' | 'remove' | 'unhide'>;
  readonly schedules: Pick<Scheduler, 'list' | 'start'>;
  readonly capacity: Pick<Capacity, 'report'>;
  /** The user who runs the commands. */
  readonly user: string;
  /** This process's name in runs. */
  readonly owner: string;
  /** Takes over and drives the unfinished run if it has no driver; `null` if there is none. */
  takeOver(): Promise<MigrationRun | null>;
  /** Stops driving at the next safe point and hands over to another instance. */
  letGo(): Promise<void>;
  /** Records the change and its outcome in the audit log. */
  audited<T>(action: CommandAction, effect: () => Promise<T>): Promise<T>;
}
