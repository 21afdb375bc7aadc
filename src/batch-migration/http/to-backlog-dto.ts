import type { MigrationRun } from '../run/migration-run.js';
import { ENDED } from '../run/migration-run.js';
import type { Backlog } from '../run/backlog.js';
import type { BacklogDto, PutOffSwitchDto } from './backlog.dto.js';

/** A backlog that stays this large is worth a note even if it does not grow. */
const LARGE_SECONDS = 30;

/** How far an active run lags behind; `null` if there is nothing to keep up to date. Pure. */
export function toBacklogDto({ state, work }: Pick<MigrationRun, 'state' | 'work'>): BacklogDto | null {
  const { backlog } = work;
  if (backlog === null || backlog === undefined || ENDED.includes(state)) return null;
  const { changesBehind, secondsBehind, appliedPerSecond, writtenPerSecond, trend } = backlog;
  return {
    changesBehind,
    secondsBehind,
    appliedPerSecond,
    writtenPerSecond,
    trend,
    advice: adviceOn(backlog),
  };
}

/** The latest attempts of a postponed switch; `null` if none was postponed. Pure. */
export function toPutOffSwitchDto({ state, work }: Pick<MigrationRun, 'state' | 'work'>): PutOffSwitchDto | null {
  const { switchAttempts } = work;
  if (switchAttempts === null || switchAttempts === undefined || ENDED.includes(state)) return null;
  const { attempts, lastReason, nextAttemptAt } = switchAttempts;
  return { attempts, lastReason, nextAttemptAt };
}

function adviceOn({ trend, secondsBehind }: Backlog): string | null {
  if (trend === 'falling-behind')
    return (
      'Changes are written faster than they are applied. Slow down or stop bulk writers, or give the database and ' +
      'the driving instance more CPU; the run continues, and switches once it has caught up. Nothing is lost ' +
      'as long as the oplog reaches back far enough.'
    );
  if (trend === 'holding' && secondsBehind > LARGE_SECONDS)
    return 'Changes are applied only as fast as they are written. The run catches up when fewer are written.';
  return null;
}
