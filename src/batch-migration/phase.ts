import type { MigrationContext } from './migration-context.js';
import type { PhaseName, Strategy } from './run/migration-run.js';

/** What a phase found or did, for the run's journal. */
export type PhaseDetail = Readonly<Record<string, unknown>>;

/** Does a phase's work. After a crash at any point it may be called again, and then completes what was begun. */
export type PhaseWork = (context: MigrationContext) => Promise<PhaseDetail>;

/** A phase of a migration, by strategy. It is skipped for a strategy without work. */
export interface Phase {
  readonly name: PhaseName;
  readonly work: Readonly<Partial<Record<Strategy, PhaseWork>>>;
}
