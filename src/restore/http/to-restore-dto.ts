import type { RestoreRun } from '../restore-run.js';
import type { RestoreDto } from './restore.dto.js';

/** Converts a restore to its DTO; each field is named, so that new internal fields stay internal. Pure. */
export function toRestoreDto(run: RestoreRun): RestoreDto {
  return {
    id: run._id,
    state: run.state,
    step: run.step,
    backupId: run.backupId,
    pointInTime: run.pointInTime,
    closeWayBack: run.closeWayBack,
    startedBy: run.startedBy,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    owner: run.owner,
    progress: run.progress,
    report: run.report,
    error: run.error,
  };
}
