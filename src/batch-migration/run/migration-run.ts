import type { CollectionIdentity, Validation } from '../../collection-swap/collection-identity.js';
import type { mongo } from 'mongoose';
import type { Backlog } from './backlog.js';

/** How a migration works: with a second collection that replaces the first, or in place. */
export const STRATEGIES = ['blue-green', 'in-place'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** The names of the phases, in order. `phases.ts` lists what each does. */
export const PHASE_NAMES = [
  'pre-flight',
  'backup',
  'shadow',
  'transformation',
  'indexes',
  'performance-validation',
  'switch',
  'post-validation',
  'cleanup',
] as const;
export type PhaseName = (typeof PHASE_NAMES)[number];

/** The states of a run. `completed`: switched and validated, with a rollback possible until `rollbackUntil`. */
export const RUN_STATES = [
  'running',
  'paused',
  'waiting-for-switch',
  'completed',
  'failed',
  'aborted',
  'rolling-back',
  'rolled-back',
  'needs-operator',
  'cleaned-up',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** Final states. After them another run may be started. */
export const ENDED: readonly RunState[] = ['failed', 'aborted', 'rolled-back', 'cleaned-up'];

/** States in which a run is finished or stuck: a restore of the products may end it. */
export const ENDED_BY_RESTORE: readonly RunState[] = ['completed', 'needs-operator'];

/** One entry of a run's journal: written before and after each phase. */
export interface PhaseRecord {
  readonly name: PhaseName;
  readonly state: 'pending' | 'running' | 'done' | 'skipped' | 'failed';
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** What the phase found or did, for people. */
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** What operators may request of a run. */
export type RequestKind = 'pause' | 'resume' | 'abort' | 'switch' | 'rollback' | 'cleanup';

/** The states in which a run accepts each request. */
export const TAKES: Readonly<Record<RequestKind, readonly RunState[]>> = {
  pause: ['running', 'waiting-for-switch'],
  resume: ['paused', 'needs-operator'],
  abort: ['running', 'paused', 'waiting-for-switch', 'needs-operator'],
  switch: ['waiting-for-switch'],
  rollback: ['completed', 'needs-operator'],
  cleanup: ['completed'],
};

/** An operator's request to the run's driver, which takes it at its next safe point. */
export interface OperatorRequest {
  readonly kind: RequestKind;
  readonly by: string;
  readonly at: Date;
  /** Roll back without the final comparison. */
  readonly emergency?: boolean;
}

/** Options of a run. */
export interface RunOptions {
  /** Stay in sync and wait for an operator's `switch`. */
  readonly manualSwitch: boolean;
  /** Maximum number of documents copied per second; `null`: as fast as the catalog's own reads allow. */
  readonly maxDocumentsPerSecond: number | null;
  /** Proceed despite blockers from the pre-flight checks, which an operator has reviewed. */
  readonly acceptBlockers: boolean;
}

/** The attempts of a postponed switch or rollback. */
export interface SwitchAttempts {
  /** Number of failed attempts. */
  readonly attempts: number;
  readonly lastReason: string;
  /** By the clock of the instance that drives the run; `null` during an attempt. */
  readonly nextAttemptAt: Date | null;
}

/** What a run needs to resume after a crash. */
export interface RunWork {
  /** The collection named `products` when the run began. */
  readonly source: CollectionIdentity | null;
  /** The source's validation, which the fence temporarily replaces. */
  readonly validation: Validation | null;
  /** The new collection; after the switch it has the name `products`. */
  readonly shadow: CollectionIdentity | null;
  /** The rollback copy; after a rollback it has the name `products`. */
  readonly twin: CollectionIdentity | null;
  /** Everything before this resume token has been applied. */
  readonly position: unknown;
  /**
   * The `_id` of the first document that is not copied yet, wrapped in an array since it may have any type; empty
   * before the first page and after the last.
   */
  readonly copyFrom: readonly unknown[];
  /** Whether every document has been copied. */
  readonly copied: boolean;
  /** All documents up to this `_id` are done (in-place sweeps). */
  readonly sweptTo: readonly unknown[];
  readonly backupId: string | null;
  /** When the fence of the current switch was set. */
  readonly fencedAt: Date | null;
  /** Number of products whose late writes have been applied to the collection that took the name. */
  readonly stragglersApplied: number;
  /** Whether the current rollback skips the final comparison. */
  readonly emergency: boolean;
  /** How often in a row the run was restarted without progress. */
  readonly restarts: number;
  /** TTL indexes with the age to restore after the switch. */
  readonly expiry: readonly { readonly name: string; readonly seconds: number }[];
  /** The baseline of the query classes, from the pre-flight checks. */
  readonly baseline: unknown;
  /** When the new collection took the name `products`. */
  readonly switchedAt: Date | null;
  /** Writes in an old shape found after the switch, by application name. */
  readonly outsideWriters: Readonly<Record<string, number>>;
  /** How far the copies last lagged behind, for people. Runs of earlier services lack it. */
  readonly backlog?: Backlog | null;
  /** `null` or missing if no switch was postponed. */
  readonly switchAttempts?: SwitchAttempts | null;
  /** Documents that have the latest version after a rollback; missing if they were not counted. */
  readonly stillLatest?: number;
}

/** Progress of a run. */
export interface RunCounts {
  readonly total: number;
  readonly migrated: number;
  readonly quarantined: number;
}

/**
 * One migration, from its start to its cleanup: the document in `catalog_migrations` from which any instance can
 * continue.
 */
export interface MigrationRun {
  readonly _id: string;
  /** The format of this document. A service does not drive a run with a newer format than its own. */
  readonly formatVersion: number;
  readonly strategy: Strategy;
  readonly state: RunState;
  /** When it entered that state, by the server's clock; runs of older services lack it. */
  readonly stateSince?: Date;
  readonly phase: PhaseName | null;
  readonly phases: readonly PhaseRecord[];
  readonly options: RunOptions;
  readonly startedBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Present until the run has ended. A unique index on it allows one active run. */
  readonly active?: true;
  /** The fencing token: grows with every change of owner, across all runs. */
  readonly epoch: number;
  readonly owner: string | null;
  /** Grows with every change by the owner, because replies may arrive out of order. */
  readonly revision: number;
  /**
   * The session of the owner's transactions, so that a new owner can end what is left open. `null` before the first
   * one.
   */
  readonly session: mongo.Binary | null;
  /** By the server's clock. */
  readonly leaseUntil: Date;
  readonly request: OperatorRequest | null;
  readonly counts: RunCounts;
  readonly ratePerSecond: number | null;
  readonly etaSeconds: number | null;
  /** Why it is slower than it could be; `null` if it is not. */
  readonly throttledBy: string | null;
  /** How long writes were blocked at the last switch or rollback. */
  readonly writePauseMs: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Until when a rollback is possible; `null` before the switch. */
  readonly rollbackUntil: Date | null;
  readonly work: RunWork;
}

/** The format of run documents that this service writes and can continue from. */
export const FORMAT_VERSION = 2;

/** The initial state of a run's work. */
export function newWork(): RunWork {
  return {
    source: null,
    validation: null,
    shadow: null,
    twin: null,
    position: null,
    copyFrom: [],
    copied: false,
    sweptTo: [],
    backupId: null,
    fencedAt: null,
    stragglersApplied: 0,
    emergency: false,
    restarts: 0,
    expiry: [],
    baseline: null,
    switchedAt: null,
    outsideWriters: {},
    backlog: null,
    switchAttempts: null,
  };
}
