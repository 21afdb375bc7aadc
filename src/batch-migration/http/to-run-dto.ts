import { readableJson } from '../../reports/readable-json.js';
import { ENDED, type MigrationRun } from '../run/migration-run.js';
import type { RunDto } from './run.dto.js';
import { toBacklogDto, toPutOffSwitchDto } from './to-backlog-dto.js';

/** Converts a run for the API. Pure. Each field is listed, so a new internal field of a run is not exposed. */
export function toRunDto(run: MigrationRun): RunDto {
  return {
    id: run._id,
    strategy: run.strategy,
    state: run.state,
    stateSince: run.stateSince ?? null,
    phase: run.phase,
    phases: run.phases.map(({ name, state, startedAt, finishedAt, detail }) => ({
      name,
      state,
      startedAt,
      finishedAt,
      detail: readableJson(detail),
    })),
    counts: { total: run.counts.total, migrated: run.counts.migrated, quarantined: run.counts.quarantined },
    ratePerSecond: run.ratePerSecond,
    etaSeconds: run.etaSeconds,
    throttledBy: run.throttledBy,
    writePauseMs: run.writePauseMs,
    error: run.error === null ? null : { code: run.error.code, message: run.error.message },
    stillLatest: run.work.stillLatest ?? null,
    rollbackUntil: run.rollbackUntil,
    options: {
      manualSwitch: run.options.manualSwitch,
      maxDocumentsPerSecond: run.options.maxDocumentsPerSecond,
      acceptBlockers: run.options.acceptBlockers,
    },
    startedBy: run.startedBy,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    owner: run.owner,
    epoch: run.epoch,
    request: run.request,
    outsideWriters: run.work.outsideWriters,
    backlog: toBacklogDto(run),
    switch: toPutOffSwitchDto(run),
  };
}

/** Whether nothing more happens to a run unless someone requests it. */
export function isAtRest({ state, request }: Pick<RunDto, 'state' | 'request'>): boolean {
  return ENDED.includes(state) || (state === 'completed' && request === null);
}
