import { literals } from '../../database/literals.js';
import { NOW } from '../../leases/lease-table.js';
import type { MigrationRun, RunOptions, Strategy } from './migration-run.js';
import { FORMAT_VERSION, newWork, PHASE_NAMES } from './migration-run.js';

interface NewRun {
  readonly strategy: Strategy;
  readonly options: RunOptions;
  readonly startedBy: string;
}

/** A run as the `$set` of the update that creates it. */
export function newRun({ strategy, options, startedBy }: NewRun): Record<string, unknown> {
  const plain: Omit<MigrationRun, '_id' | 'createdAt' | 'leaseUntil' | 'owner' | 'epoch' | 'revision'> = {
    formatVersion: FORMAT_VERSION,
    strategy,
    state: 'running',
    phase: null,
    phases: PHASE_NAMES.map((name) => ({ name, state: 'pending', startedAt: null, finishedAt: null, detail: null })),
    options,
    startedBy,
    finishedAt: null,
    active: true,
    session: null,
    request: null,
    counts: { total: 0, migrated: 0, quarantined: 0 },
    ratePerSecond: null,
    etaSeconds: null,
    throttledBy: null,
    writePauseMs: null,
    error: null,
    rollbackUntil: null,
    work: newWork(),
  };
  return { ...literals({ ...plain }), createdAt: NOW, stateSince: NOW };
}
