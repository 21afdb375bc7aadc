import type { MigrationContext } from './migration-context.js';
import type { PhaseName, Strategy } from './run/migration-run.js';

/** What a phase found or did: it goes into the run's journal. */
export type PhaseDetail = Readonly<Record<string, unknown>>;

/** Does a phase's work. It may be called again after a crash at any point of it, and then finishes what was begun. */
export type PhaseWork = (context: MigrationContext) => Promise<PhaseDetail>;

/** A phase of a migration, by strategy; where a strategy has no work in it, it is skipped. */
export interface Phase {
  readonly name: PhaseName;
  readonly work: Readonly<Partial<Record<Strategy, PhaseWork>>>;
}
