import { DAILY } from '../../schedules/schedules.js';
import type { CheckedClass } from '../../schedules/jobs/performance-check.js';
import type { RunEnd } from '../../schedules/schedule-record.js';
import type { ScheduleStatus } from '../../schedules/schedule-status.js';
import type { Command, CommandContext, CommandResult } from '../command.js';
import { duration } from '../describe-run.js';
import { printable } from '../printable.js';
import { didYouMean, UsageError } from '../usage-error.js';

const MS_PER_SECOND = 1000;
const COLUMN_GAP = 2;

/** `catalog maintain` */
export const maintainCommand: Command = {
  usage: 'maintain [schedule]',
  description: `Runs now what the service runs on schedule: by default the daily ${DAILY}; --list shows all schedules`,
  options: [{ flag: '--list', description: 'Show every schedule with its next and last run' }],
  async run(context, { args: [name], options }) {
    if (options['list'] !== true) return runNow(context, name ?? DAILY);
    if (name !== undefined) throw new UsageError('--list shows all schedules and takes no name');
    return list(context);
  },
};

async function list(context: CommandContext): Promise<CommandResult> {
  const { schedules } = await context.migrations();
  const views = await schedules.list();
  const note = context.settings.SCHEDULES_ENABLED
    ? []
    : ['With these settings instances run no schedules: SCHEDULES_ENABLED is false'];
  return { lines: [...views.flatMap(describeSchedule), ...note], data: { schedules: views } };
}

async function runNow(context: CommandContext, name: string): Promise<CommandResult> {
  const { schedules, audited, user } = await context.migrations();
  const names = (await schedules.list()).map((view) => view.name);
  if (!names.includes(name))
    throw new UsageError(`There is no schedule ${name}${didYouMean(name, names)}; there are ${names.join(', ')}`);
  context.note(`${name}; Ctrl-C stops it`);
  const end = await audited(
    { action: 'schedule.run', target: name },
    async () => (await schedules.start(name, user, context.signal)).ended,
  );
  if (end === null)
    return {
      lines: [`${name} was taken over by another instance; see catalog maintain --list for its outcome`],
      data: { schedule: name, outcome: 'interrupted' },
      done: false,
    };
  return { lines: describeEnd(name, end), data: { schedule: name, ...end }, done: end.outcome === 'done' };
}

function describeEnd(name: string, { outcome, summary, attention, durationMs, detail }: RunEnd): string[] {
  const classes = Array.isArray(detail?.['classes']) ? (detail['classes'] as readonly CheckedClass[]) : [];
  const took = durationMs === null ? '' : ` (${(durationMs / MS_PER_SECOND).toFixed(1)} s)`;
  return [
    `${name}: ${OUTCOMES[outcome]}${took}`,
    `  ${summary}`,
    ...classTable(classes),
    ...attention.map((line) => `  ! ${line}`),
  ].map(printable);
}

const OUTCOMES: Readonly<Record<RunEnd['outcome'], string>> = {
  done: 'done, all well',
  attention: 'done, needs attention',
  failed: 'failed',
  stopped: 'stopped',
  interrupted: 'interrupted',
};

/** Columns of equal width, the first to the left and numbers to the right. */
function classTable(classes: readonly CheckedClass[]): string[] {
  if (classes.length === 0) return [];
  const rows = [
    ['query class', 'p50', 'p95', 'p99', 'limit', 'keys', 'documents', 'returned', ''],
    ...classes.map(({ name, p50, p95, p99, limitMs, keysExamined, docsExamined, returned, reasons }) => [
      name,
      ...[p50, p95, p99].map((ms) => ms.toFixed(1)),
      `${limitMs} ms`,
      String(keysExamined),
      String(docsExamined),
      String(returned),
      reasons.length === 0 ? 'ok' : 'MISSED',
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    ('  ' + row.map((cell, column) => aligned(cell, column, widths[column])).join(' '.repeat(COLUMN_GAP))).trimEnd(),
  );
}

function aligned(cell: string, column: number, width = 0): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function describeLast({ finishedAt, outcome, durationMs, summary }: NonNullable<ScheduleStatus['lastRun']>): string {
  const after = durationMs === null ? '' : ` after ${duration(durationMs / MS_PER_SECOND)}`;
  return `last ${timeText(finishedAt)}: ${outcome}${after}, ${summary}`;
}

function describeSchedule({
  name,
  cron,
  timeZone,
  title,
  nextRun,
  waitingFor,
  running,
  lastRun,
}: ScheduleStatus): string[] {
  const last = lastRun === null ? 'has not run yet' : describeLast(lastRun);
  const now =
    running === null
      ? []
      : [
          running.owner === null
            ? `  will be retried after ${timeText(running.leaseUntil)}`
            : `  running since ${timeText(running.startedAt)} on ${running.owner}`,
        ];
  return [
    `${name}  (${cron}, ${timeZone})  next ` +
      `${timeText(nextRun)}${waitingFor === null ? '' : `, waits for ${waitingFor}`}`,
    `  ${title}`,
    ...now,
    `  ${last}`,
    ...(lastRun?.attention ?? []).map((line) => `  ! ${line}`),
  ].map(printable);
}

function timeText(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
