import type { CapacityReport, Growth } from '../../capacity/capacity-report.js';
import type { CapacitySnapshot } from '../../capacity/capacity-snapshot.js';
import { toSnapshotDto } from '../../capacity/http/to-snapshot-dto.js';
import { bytesText } from '../../batch-migration/preflight/database-facts.js';
import { ScheduleRunningError } from '../../schedules/schedule-errors.js';
import type { ScheduleName } from '../../schedules/schedule.js';
import type { Command, CommandContext } from '../command.js';
import { duration } from '../describe-run.js';
import { printable } from '../printable.js';

const TAKEN_BY: ScheduleName = 'capacity-snapshot';
const PERCENT = 100;

/** `catalog capacity` */
export const capacityCommand: Command = {
  usage: 'capacity',
  description: 'Shows sizes, growth per month and when thresholds are reached; takes a snapshot if there is none',
  async run(context) {
    const { capacity } = await context.migrations();
    const before = await capacity.report();
    const report = isOfToday(before.latest) || !(await takeSnapshot(context)) ? before : await capacity.report();
    return {
      lines: describe(report).map(printable),
      data: { ...report, latest: report.latest === null ? null : toSnapshotDto(report.latest) },
    };
  },
};

/** By this machine's clock; in the worst case, a second snapshot is taken, or none by this command. */
function isOfToday(latest: CapacitySnapshot | null): boolean {
  return latest !== null && latest._id >= new Date().toISOString().slice(0, 10);
}

/** Whether it was taken; an instance of the service may be taking it. */
async function takeSnapshot(context: CommandContext): Promise<boolean> {
  const { schedules, user, audited } = await context.migrations();
  try {
    const end = await audited(
      { action: 'schedule.run', target: TAKEN_BY },
      async () => (await schedules.start(TAKEN_BY, user, context.signal)).ended,
    );
    if (end?.outcome === 'failed') context.note(`Today's snapshot was not taken: ${end.summary}`);
    return end?.outcome === 'done' || end?.outcome === 'attention';
  } catch (error) {
    if (!(error instanceof ScheduleRunningError)) throw error;
    context.note(error.message);
    return false;
  }
}

function describe({ latest, snapshots, since, growth, thresholds }: CapacityReport): string[] {
  if (latest === null) return ['There is no snapshot yet'];
  return [
    ...describeSnapshot(latest),
    `Growth, from ${snapshots} daily ${snapshots === 1 ? 'snapshot' : 'snapshots'} since ${since ?? ''}`,
    ...describeAllGrowth(growth),
    'Thresholds',
    ...thresholds.flatMap(({ title, state, text, advice }) => [
      `  ${title}: ${text}`,
      ...(state === 'reached' || state === 'expected' ? [`    ${advice}`] : []),
    ]),
  ];
}

function describeSnapshot({ _id, products, bytes, disk, backupDisk, oplog }: CapacitySnapshot): string[] {
  const versions = Object.entries({ ...products.byVersion, other: products.other })
    .filter(([, count]) => count > 0)
    .map(([version, count]) => `${count} ${version}`);
  const diskText = (of: typeof disk): string =>
    of === null
      ? 'not known'
      : `${bytesText(of.total - of.used)} of ${bytesText(of.total)} free ` +
        `(${Math.round((PERCENT * of.used) / of.total)} % in use)`;
  return [
    `${_id}: ${products.total} products${versions.length === 0 ? '' : ` (${versions.join(', ')})`}`,
    '  ' +
      (`${bytesText(bytes.data)} of documents, ${bytesText(bytes.averageDocument)} on average; on disk ` +
        `${bytesText(bytes.storage)} and ${bytesText(bytes.indexes)} of indexes`),
    `  database disk ${diskText(disk)}; backup disk ${diskText(backupDisk)}`,
    '  oplog ' + (oplog === null ? 'not known' : oplogText(oplog)),
  ];
}

function oplogText({ windowSeconds, isFull }: NonNullable<CapacitySnapshot['oplog']>): string {
  return `reaches back ${duration(windowSeconds)}${isFull ? '' : ', and is not full yet'}`;
}

/** A reason that applies to all figures is printed once. */
function describeAllGrowth(growth: readonly Growth[]): string[] {
  const texts = new Set(growth.flatMap(({ present, text }) => (present === null ? [] : [text])));
  const [only] = texts;
  if (texts.size !== 1 || only === undefined || growth.some(({ perMonth }) => perMonth !== null))
    return growth.map((one) => `  ${one.title}: ${describeGrowth(one)}`);
  return [
    `  ${only}`,
    ...growth.map(
      ({ title, present, unit, text }) =>
        `  ${title}: ${present === null ? text.toLowerCase() : amount(present, unit)}`,
    ),
  ];
}

function describeGrowth({ present, unit, perMonth, perMonthLow, perMonthHigh, text }: Growth): string {
  if (present === null) return text.toLowerCase();
  const now = amount(present, unit);
  if (perMonth === null || perMonthLow === null || perMonthHigh === null) return `${now}; ${text.toLowerCase()}`;
  const signed = (value: number): string => `${value < 0 ? '-' : '+'}${amount(Math.abs(value), unit)}`;
  return (
    `${now}; ${text.toLowerCase()}: ${signed(perMonth)} a month (${signed(perMonthLow)} to ` +
    `${signed(perMonthHigh)})`
  );
}

function amount(value: number, unit: Growth['unit']): string {
  if (unit === 'bytes') return bytesText(Math.round(value));
  const rounded = Math.abs(value) < PERCENT ? Math.round(value * 10) / 10 : Math.round(value);
  return unit === 'percent'
    ? `${rounded} %`
    : unit === 'products' || unit === 'requests'
      ? String(rounded)
      : `${rounded} ${unit}`;
}
