import type { RestoreReport, RestoreRun, RestoreState, RestoreStepName } from '../restore-run.js';

/** A restore as admins see it, by API and command line: without what only its owner needs. */
export interface RestoreView {
  readonly id: string;
  readonly state: RestoreState;
  readonly step: RestoreStepName;
  readonly backupId: string;
  readonly pointInTime: string | null;
  readonly closeWayBack: boolean;
  readonly startedBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly owner: string | null;
  readonly progress: { readonly done: number; readonly total: number };
  readonly report: RestoreReport | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Shows a restore. Pure; each field is named, so that a new one of the restore's own stays inside. */
export function toRestoreView({
  _id,
  state,
  step,
  backupId,
  pointInTime,
  closeWayBack,
  startedBy,
  createdAt,
  finishedAt,
  owner,
  progress,
  report,
  error,
}: RestoreRun): RestoreView {
  return {
    id: _id,
    state,
    step,
    backupId,
    pointInTime,
    closeWayBack,
    startedBy,
    createdAt,
    finishedAt,
    owner,
    progress,
    report,
    error,
  };
}
