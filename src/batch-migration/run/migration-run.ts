import type { CollectionIdentity, Validation } from '../../collection-swap/collection-identity.js';
import type { mongo } from 'mongoose';
import type { Backlog } from './backlog.js';

/** How a migration is done: by a second collection that takes the first one's place, or on the collection itself. */
export const STRATEGIES = ['blue-green', 'in-place'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** The names of the phases, in their order. What each does is in `phases.ts`. */
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

/** How a run stands. `completed`: switched and validated, with the rollback still open until `rollbackUntil`. */
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

/** The states after which nothing more happens to a run; another one may then be started. */
export const ENDED: readonly RunState[] = ['failed', 'aborted', 'rolled-back', 'cleaned-up'];

/** The states in which a run has done its work, or can do none: a restore of the products may end it. */
export const ENDED_BY_RESTORE: readonly RunState[] = ['completed', 'needs-operator'];

/** One line of a run's journal: written before and after each phase. */
export interface PhaseRecord {
  readonly name: PhaseName;
  readonly state: 'pending' | 'running' | 'done' | 'skipped' | 'failed';
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** What the phase found or did, for people. */
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** What operators may ask of a run. */
export type RequestKind = 'pause' | 'resume' | 'abort' | 'switch' | 'rollback' | 'cleanup';

/** In which states a run takes which word. */
export const TAKES: Readonly<Record<RequestKind, readonly RunState[]>> = {
  pause: ['running', 'waiting-for-switch'],
  resume: ['paused', 'needs-operator'],
  abort: ['running', 'paused', 'waiting-for-switch', 'needs-operator'],
  switch: ['waiting-for-switch'],
  rollback: ['completed', 'needs-operator'],
  cleanup: ['completed'],
};

/** An operator's word to whoever drives the run; it is taken at the next safe point. */
export interface OperatorRequest {
  readonly kind: RequestKind;
  readonly by: string;
  readonly at: Date;
  /** Rollback without the last comparison. */
  readonly emergency?: boolean;
}

/** How a run is to go. */
export interface RunOptions {
  /** Stay in step and wait for an operator's `switch`. */
  readonly manualSwitch: boolean;
  /** At most so many documents a second are copied; `null`: as fast as the catalog's own reads allow. */
  readonly maxDocumentsPerSecond: number | null;
  /** Go on although the pre-flight checks found blockers that an operator has looked at. */
  readonly acceptBlockers: boolean;
}

/** What is known of a switch or rollback that was put off. */
export interface SwitchAttempts {
  /** How often it was tried without success. */
  readonly attempts: number;
  readonly lastReason: string;
  /** By the clock of the instance that drives the run; `null` while it is being tried. */
  readonly nextAttemptAt: Date | null;
}

/** What a run has to know to go on after a crash. */
export interface RunWork {
  /** The collection behind the name `products` when the run began. */
  readonly source: CollectionIdentity | null;
  /** The source's validation, which the fence takes the place of for a moment. */
  readonly validation: Validation | null;
  /** The new collection; after the switch it has the name `products`. */
  readonly shadow: CollectionIdentity | null;
  /** The collection of the old shape that is kept for a rollback; after a rollback it has the name `products`. */
  readonly twin: CollectionIdentity | null;
  /** Everything before this resume token has been applied. */
  readonly position: unknown;
  /**
   * The `_id` of the first document that is not copied yet, in an array of its own since it may be of any type; empty
   * before the first page and after the last.
   */
  readonly copyFrom: readonly unknown[];
  /** Whether every document has been copied. */
  readonly copied: boolean;
  /** A document of this `_id` and all before are done (in-place sweeps). */
  readonly sweptTo: readonly unknown[];
  readonly backupId: string | null;
  /** When the fence of the switch that is going on was put up. */
  readonly fencedAt: Date | null;
  /** Of how many products the writes that passed the fence have been applied to the collection that took the name. */
  readonly stragglersApplied: number;
  /** Whether the rollback that goes on leaves out the last comparison. */
  readonly emergency: boolean;
  /** How often in a row the run was begun again without getting anywhere. */
  readonly restarts: number;
  /** TTL indexes with the age that they get again after the switch. */
  readonly expiry: readonly { readonly name: string; readonly seconds: number }[];
  /** The baseline of the query classes, from the pre-flight checks. */
  readonly baseline: unknown;
  /** When `products` became the new collection. */
  readonly switchedAt: Date | null;
  /** Writes of the old shape found after the switch, by application name. */
  readonly outsideWriters: Readonly<Record<string, number>>;
  /** How far the copies are behind, as it was told last; for people. Runs of earlier services lack it. */
  readonly backlog?: Backlog | null;
  /** `null` or lacking where no switch was put off. */
  readonly switchAttempts?: SwitchAttempts | null;
  /** Documents that have the latest version after a rollback; lacking where none was counted. */
  readonly stillLatest?: number;
}

/** How far a run is. */
export interface RunCounts {
  readonly total: number;
  readonly migrated: number;
  readonly quarantined: number;
}

/**
 * One migration, from its start to its cleanup: the document in `catalog_migrations` that any instance can go on from.
 */
export interface MigrationRun {
  readonly _id: string;
  /** Of this document. A service does not drive a run whose format is newer than its own. */
  readonly formatVersion: number;
  readonly strategy: Strategy;
  readonly state: RunState;
  /** Since when it is in that state, by the server's clock; runs of older services do not have it. */
  readonly stateSince?: Date;
  readonly phase: PhaseName | null;
  readonly phases: readonly PhaseRecord[];
  readonly options: RunOptions;
  readonly startedBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** There while the run has not ended. A unique index on it lets one run in. */
  readonly active?: true;
  /** Grows with every change of owner, over all runs: the fencing token. */
  readonly epoch: number;
  readonly owner: string | null;
  /** Grows with every change by the owner, whose replies may overtake each other. */
  readonly revision: number;
  /** Of the owner's transactions: whoever follows it ends what is open there. `null` before the first one. */
  readonly session: mongo.Binary | null;
  /** By the server's clock. */
  readonly leaseUntil: Date;
  readonly request: OperatorRequest | null;
  readonly counts: RunCounts;
  readonly ratePerSecond: number | null;
  readonly etaSeconds: number | null;
  /** Why it goes slower than it could; `null` where it does not. */
  readonly throttledBy: string | null;
  /** How long writes waited at the last switch or rollback. */
  readonly writePauseMs: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Until when the rollback stays open; `null` before the switch. */
  readonly rollbackUntil: Date | null;
  readonly work: RunWork;
}

/** The format of run documents that this service writes and can go on from. */
export const FORMAT_VERSION = 2;

/** A run's beginning. */
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
