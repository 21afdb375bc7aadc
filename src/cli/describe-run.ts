import type { PhaseDto, RunDto } from '../batch-migration/http/run.dto.js';
import { isAtRest, toRunDto } from '../batch-migration/http/to-run-dto.js';
import type { MigrationRun } from '../batch-migration/run/migration-run.js';
import { printable } from './printable.js';

const PERCENT = 100;
const STATE_WIDTH = 9;
const PHASE_WIDTH = 23;

/** States in which a rollback is possible. */
const WAY_BACK: readonly RunDto['state'][] = ['running', 'completed', 'needs-operator', 'rolling-back'];

/** Formats a run: state, phases, speed and what limits it. */
export function describeRun(run: RunDto): string[] {
  return [
    `Migration ${run.id} (${run.strategy}): ${run.state}${run.phase === null || isAtRest(run) ? '' : `, ${run.phase}`}`,
    ...run.phases.map(describePhase),
    `  ${describeCounts(run)}`,
    ...linesWhere([
      [
        run.ratePerSecond !== null,
        '  ' +
          (`${run.ratePerSecond ?? 0} ` +
            `documents/s${run.etaSeconds === null ? '' : `, ${duration(run.etaSeconds)} to go`}`),
      ],
      [run.throttledBy !== null, `  throttled by ${run.throttledBy ?? ''}`],
      [run.backlog !== null && run.backlog.secondsBehind > 0, `  ${describeBacklog(run)}`],
      [(run.backlog?.advice ?? null) !== null, `  ${run.backlog?.advice ?? ''}`],
      [run.switch !== null, `  ${describeSwitch(run)}`],
      [run.writePauseMs !== null, `  writes waited ${run.writePauseMs ?? 0} ms`],
      [
        run.rollbackUntil !== null && WAY_BACK.includes(run.state),
        `  rollback possible until ${run.rollbackUntil?.toISOString() ?? ''}`,
      ],
      [run.error !== null, `  ${run.error?.code ?? ''}: ${run.error?.message ?? ''}`],
      [run.request !== null, `  requested: ${run.request?.kind ?? ''} by ${run.request?.by ?? ''}`],
    ]),
    ...Object.entries(run.outsideWriters).map(
      ([name, count]) => `  ${name} still writes the old shape: ${count} writes since the switch`,
    ),
  ].map(printable);
}

/** The copies' lag behind the writers, and its trend. */
function describeBacklog({ backlog }: RunDto): string {
  if (backlog === null) return '';
  const { changesBehind, secondsBehind, appliedPerSecond, writtenPerSecond, trend } = backlog;
  return (
    `${trend.replace('-', ' ')}: about ${changesBehind} changes (${duration(secondsBehind)}) behind, ` +
    `${appliedPerSecond}/s applied, ${writtenPerSecond}/s written`
  );
}

function describeSwitch(run: RunDto): string {
  if (run.switch === null) return '';
  const { attempts, lastReason, nextAttemptAt } = run.switch;
  const next = nextAttemptAt === null ? 'tried again now' : `tried again at ${nextAttemptAt.toISOString()}`;
  return `the switch was postponed ${attempts} ${attempts === 1 ? 'time' : 'times'}: ${lastReason}; ${next}`;
}

/** Documents done, of the total. */
export function describeCounts({ counts: { total, migrated, quarantined } }: RunDto): string {
  const percent = total === 0 ? '' : ` (${Math.floor((migrated / total) * PERCENT)} %)`;
  return `${migrated} of ${total} documents${percent}${quarantined === 0 ? '' : `, ${quarantined} in quarantine`}`;
}

/** Tolerated clock difference before a driver counts as gone. */
const CLOCK_TOLERANCE_MS = 5_000;

/** The run for people; the owner is shown only while its lease holds, according to this machine's clock. */
export function toLiveView(run: MigrationRun, now: number = Date.now()): RunDto {
  const view = toRunDto(run);
  return run.leaseUntil.getTime() + CLOCK_TOLERANCE_MS < now ? { ...view, owner: null } : view;
}

/** The user's options. */
export function nextSteps(run: RunDto): string[] {
  const { state, owner, counts } = run;
  const quarantine = counts.quarantined === 0 ? [] : ['Refused documents: catalog quarantine'];
  switch (state) {
    case 'running':
    case 'rolling-back':
      return [
        owner === null
          ? 'No process drives it; a running service takes over within seconds, or run: catalog resume'
          : `Driven by ${owner}; follow it: catalog status --watch`,
      ];
    case 'paused':
      return ['Continue: catalog resume · abort: catalog abort'];
    case 'waiting-for-switch':
      return [...quarantine, `Switch: catalog switch · abort: catalog abort · ${keptBy(owner)}`];
    case 'completed':
      return [
        ...quarantine,
        'Verify: catalog verify · roll back: catalog rollback · drop the rollback copy: catalog cleanup',
        `Rollback copy: ${keptBy(owner)}`,
      ];
    case 'failed':
    case 'aborted':
      return [
        ...quarantine,
        'The products are unchanged. Run `catalog validate` to see what to fix · retry: catalog migrate',
      ];
    case 'needs-operator':
      return ['It waits for your decision; see docs/runbook.md · catalog resume, abort or rollback'];
    case 'rolled-back':
      return rolledBack(run);
    case 'cleaned-up':
      return ['The migration is over'];
    default:
      return [];
  }
}

function rolledBack({ strategy, stillLatest }: RunDto): string[] {
  const again = 'retry: catalog migrate';
  if (stillLatest === null || stillLatest === 0) return [`The products have their old shape again · ${again}`];
  const have = `${stillLatest} ${stillLatest === 1 ? 'product still has' : 'products still have'} the new shape`;
  return strategy === 'in-place'
    ? [`The products have their old shape again, except that ${have}: the old one cannot hold them · ${again}`]
    : [
        `The products are as they were before the migration; ${have}, in which they were stored outside of it`,
        `If a program knows only the old shape: catalog migrate --in-place, then catalog rollback · ${again}`,
      ];
}

function keptBy(owner: string | null): string {
  return owner === null ? 'no process keeps it up to date; a running service does' : `kept up to date by ${owner}`;
}

/** Formats a duration given in seconds. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function describePhase({ name, state, startedAt, finishedAt, detail }: PhaseDto): string {
  const took =
    startedAt !== null && finishedAt !== null ? duration((finishedAt.getTime() - startedAt.getTime()) / 1000) : '';
  const told = Object.entries(typeof detail === 'object' && detail !== null ? detail : {}).flatMap(([key, value]) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [`${key} ${String(value)}`]
      : [],
  );
  return (
    '  ' +
    `${name.padEnd(PHASE_WIDTH)} ${state.padEnd(STATE_WIDTH)} ${took.padStart(PHASE_WIDTH - 14)}  ${told.join(', ')}`
  ).trimEnd();
}

function linesWhere(candidates: readonly (readonly [boolean, string])[]): string[] {
  return candidates.flatMap(([holds, line]) => (holds ? [line] : []));
}
