import type { Schemas } from '../../shared/api-client.js';

/** The roles of the admin API; each includes the ones before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type PhaseState = 'pending' | 'running' | 'done' | 'skipped' | 'failed';
export type RunState = Schemas['RunDto']['state'];
export type PhaseName = Schemas['PhaseDto']['name'];

/** A phase in API form; the contents of `detail` depend on the phase. */
export interface Phase {
  readonly name: PhaseName;
  readonly state: PhaseState;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** How far the copies lag behind the writes; only if the service reports it. */
export interface Backlog {
  readonly changes: number;
  readonly seconds: number | null;
  readonly appliedPerSecond: number | null;
  readonly writtenPerSecond: number | null;
}

/** A migration run in API form. */
export interface Run {
  readonly id: string;
  readonly strategy: 'blue-green' | 'in-place';
  readonly state: RunState;
  /** `null` for runs of older services. */
  readonly stateSince: string | null;
  readonly phase: PhaseName | null;
  readonly phases: readonly Phase[];
  readonly counts: { readonly total: number; readonly migrated: number; readonly quarantined: number };
  readonly ratePerSecond: number | null;
  readonly etaSeconds: number | null;
  readonly throttledBy: string | null;
  readonly writePauseMs: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly rollbackUntil: string | null;
  readonly options: {
    readonly manualSwitch: boolean;
    readonly maxDocumentsPerSecond: number | null;
    readonly acceptBlockers: boolean;
  };
  readonly startedBy: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly owner: string | null;
  readonly epoch: number;
  readonly request: { readonly kind: string; readonly by: string; readonly at: string } | null;
  readonly outsideWriters: Readonly<Record<string, number>>;
  readonly backlog?: Backlog | null;
}

const OVER: readonly RunState[] = ['failed', 'aborted', 'rolled-back', 'cleaned-up'];
const HAS_WAY_BACK: readonly RunState[] = ['completed', 'needs-operator', 'rolling-back'];

/** Whether a run is finished, so that another one may be started. */
export function isOver({ state }: Pick<Run, 'state'>): boolean {
  return OVER.includes(state);
}

/** Until when a rollback is possible; `null` if it is not (or no longer) possible. */
export function wayBackUntil({ state, rollbackUntil }: Pick<Run, 'state' | 'rollbackUntil'>): string | null {
  return HAS_WAY_BACK.includes(state) ? rollbackUntil : null;
}

/** Whether this run has already switched to the new collection. */
export function hasSwitched(run: Pick<Run, 'phases'>): boolean {
  return run.phases.some(({ name, state }) => name === 'switch' && state === 'done');
}

/** The running phase; `undefined` between phases and when the run is idle. */
export function currentPhase(run: Run): Phase | undefined {
  return run.phases.find(({ state }) => state === 'running');
}

/** Since when the run has been in its current state; `null` if the service does not know. */
export function stateSince(run: Run): string | null {
  return run.stateSince ?? run.finishedAt;
}

/** The documents processed so far, migrated or quarantined. Never more than the total. */
export function doneOf({ counts }: Pick<Run, 'counts'>): number {
  return Math.min(counts.total, counts.migrated + counts.quarantined);
}

/** Whether a role includes another one. */
export function reaches(role: Role | null, needed: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The display name of each phase, and a sentence about what it does. */
export const PHASE_TEXTS: Readonly<Record<PhaseName, { readonly title: string; readonly does: string }>> = {
  'pre-flight': {
    title: 'Pre-flight',
    does: 'Checks server, disk, privileges and every document. Changes nothing.',
  },
  backup: { title: 'Backup', does: 'Writes all products to files, reads them back and compares them byte for byte.' },
  shadow: { title: 'Shadow', does: 'Creates two empty copies: one for the new shape, one for a rollback.' },
  transformation: {
    title: 'Transformation',
    does: 'Copies every product and applies concurrent writes. The live collection is not changed.',
  },
  indexes: { title: 'Indexes', does: 'Builds all indexes on the copies before they take requests.' },
  'performance-validation': {
    title: 'Performance',
    does: 'Times product pages on the new collection, compared with the old one.',
  },
  switch: {
    title: 'Switch',
    does: 'Compares everything, then the new collection becomes products. Writes wait for less than 5 s; reads never.',
  },
  'post-validation': {
    title: 'Post-validation',
    does: 'Compares everything again on the live collection. If something is wrong, the run rolls back automatically.',
  },
  cleanup: {
    title: 'Cleanup',
    does: 'Drops the rollback copy, at the end of the retention or on an admin’s request.',
  },
};

/** The descriptions of phases that differ in an in-place migration. */
export const IN_PLACE_DOES: Readonly<Partial<Record<PhaseName, string>>> = {
  transformation:
    'Upgrades the live collection page by page, each document only if nobody has changed it in the meantime.',
  shadow: 'Not needed: an in-place migration has no second copy.',
  indexes: 'Not needed: the collection keeps its indexes.',
  'performance-validation': 'Not needed: the collection stays the same.',
  switch: 'Not needed: the collection keeps its name.',
};
