import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalDto } from '../../backup/http/backup.dto.js';
import { toJournalDto } from '../../backup/http/to-backup-dto.js';
import type { RestoreDto } from '../../restore/http/restore.dto.js';
import { toRestoreDto } from '../../restore/http/to-restore-dto.js';
import type { Backups } from '../../backup/backups.service.js';
import type { BackupSummary } from '../../backup/backup-summary.js';
import type { RestoreResult } from '../../backup/restore-options.js';
import type { Command, CommandContext, CommandResult } from '../command.js';
import { printable } from '../printable.js';
import { didYouMean, UsageError } from '../usage-error.js';

type Options = Readonly<Record<string, unknown>>;
type Action = (context: CommandContext, id: string | undefined, options: Options) => Promise<CommandResult>;

const LOOK_EVERY_MS = 250;
const EXAMPLES = 5;

const ACTIONS: Readonly<Record<string, Action>> = { create, list, verify, restore, delete: remove };

/** `catalog backup` */
export const backupCommand: Command = {
  usage: 'backup [action] [id]',
  description:
    'Creates, lists, verifies (verify <id>), restores (restore <id>) and deletes (delete <id>) backups ' +
    'of the products; creates one by default',
  options: [
    { flag: '--by-restore', description: 'verify: also restore it into a scratch collection and compare' },
    {
      flag: '--point-in-time <time>',
      description:
        'restore: a second such as 2026-01-31T02:00:05Z (its writes are included), a cluster time, or ' +
        'latest; the backup’s own time by default',
    },
    {
      flag: '--close-way-back',
      description: 'restore: end a migration whose rollback window is open, or that waits for an operator',
    },
    {
      flag: '--into <collection>',
      description: 'restore: into a new collection of this name; the products stay as they are',
    },
  ],
  async run(context, { args: [action = 'create', id], options }) {
    const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (act === undefined)
      throw new UsageError(`backup has no action ${action}${didYouMean(action, Object.keys(ACTIONS))}`);
    return act(context, id, options);
  },
};

async function create(context: CommandContext): Promise<CommandResult> {
  const { backups, audited, user } = await context.migrations();
  const manifest = await withProgress(context, (work) =>
    audited({ action: 'backup.create', target: 'products' }, () =>
      backups.create({ reason: `catalog backup, by ${user}`, ...work }),
    ),
  );
  return {
    lines: [`${manifest.id}: ${manifest.documents} products, read back and verified`],
    data: { ...manifest },
  };
}

async function list(context: CommandContext): Promise<CommandResult> {
  const { backups } = await context.migrations();
  const found = await backups.list();
  const journal = toJournalDto(await backups.journalNews());
  return {
    lines: [...(found.length === 0 ? ['There are no backups'] : found.map(describe)), ...describeJournal(journal)],
    data: { backups: found, journal },
  };
}

async function verify(context: CommandContext, given: string | undefined, options: Options): Promise<CommandResult> {
  const id = named(given, 'verify');
  const { backups } = await context.migrations();
  const checked = await backups.verify(id, { signal: context.signal });
  if (!checked.ok)
    return {
      lines: [`${id} is damaged: ${printable(checked.problem)}`],
      data: { ...checked },
      done: false,
    };
  if (options['byRestore'] !== true)
    return { lines: [`${id} is intact: ${checked.manifest.documents} products`], data: { ...checked } };
  const result = await withProgress(context, (work) => backups.verifyByRestore(id, work));
  return {
    lines: [`${id} restores ${exactness(result)}, ${result.documentsPerSecond} products/s`],
    data: { ...result },
    done: result.exact,
  };
}

async function restore(context: CommandContext, given: string | undefined, options: Options): Promise<CommandResult> {
  const id = named(given, 'restore');
  const pointInTime = options['pointInTime'] === undefined ? null : String(options['pointInTime']);
  return options['into'] === undefined
    ? restoreLive(context, { backupId: id, pointInTime, closeWayBack: options['closeWayBack'] === true })
    : restoreInto(context, { id, pointInTime, into: String(options['into']) });
}

async function restoreInto(
  context: CommandContext,
  { id, pointInTime, into }: { readonly id: string; readonly pointInTime: string | null; readonly into: string },
): Promise<CommandResult> {
  const { backups, audited } = await context.migrations();
  const result = await withProgress(context, (work) =>
    audited({ action: 'backup.restore-aside', target: id, params: { into, pointInTime } }, () =>
      backups.restore(id, { into, pointInTime: pointInTime ?? undefined, ...work }),
    ),
  );
  return {
    lines: [
      `${result.documents} products ${asOf(result.pointInTime)}restored ${exactness(result)} into the ` +
        `collection ${into}; the live products are unchanged`,
    ],
    data: { ...result },
    done: result.exact,
  };
}

/** Replaces the live products; Ctrl-C leaves them unchanged unless they have been replaced already. */
async function restoreLive(
  context: CommandContext,
  wanted: { readonly backupId: string; readonly pointInTime: string | null; readonly closeWayBack: boolean },
): Promise<CommandResult> {
  const { restores, audited, user } = await context.migrations();
  const { _id: id } = await audited({ action: 'backup.restore', target: wanted.backupId, params: { ...wanted } }, () =>
    restores.start({ ...wanted, startedBy: user }),
  );
  const stop = (): void => {
    restores.stop();
  };
  context.signal.addEventListener('abort', stop, { once: true });
  const progress = context.progress('products');
  let step = '';
  for (;;) {
    const run = await restores.get(id);
    if (run.state !== 'running') break;
    if (run.step !== step) context.note(`${id}: ${run.step}`);
    step = run.step;
    if (run.progress.total > 0) progress.update(run.progress.done, run.progress.total);
    await sleep(LOOK_EVERY_MS);
  }
  progress.end();
  await restores.whenIdle();
  const run = toRestoreDto(await restores.get(id));
  return { lines: describeRestore(run), data: { ...run }, done: run.state === 'done' };
}

async function remove(context: CommandContext, given: string | undefined): Promise<CommandResult> {
  const id = named(given, 'delete');
  const { backups, audited } = await context.migrations();
  await audited({ action: 'backup.delete', target: id }, () => backups.remove(id));
  return { lines: [`${id} is removed`], data: { id } };
}

function describeRestore({ id, state, error, report }: RestoreDto): string[] {
  if (report === null) return [printable(`${id} ${state}: ${error?.message ?? ''}`)];
  const { documents, pointInTime, writePauseMs, kept, endedMigration, differences, comparisonProblem } = report;
  const lines = [
    `${id}: ${documents} products ${asOf(pointInTime)}restored ` +
      `${exactness(report)}${writePauseMs === null ? '' : `; writes waited ${writePauseMs} ms`}`,
  ];
  if (pointInTime?.note !== undefined && pointInTime.note !== null) lines.push(`  ${pointInTime.note}`);
  if (kept !== null) lines.push(`  what they replaced is kept in the collection ${kept} until its retention ends`);
  if (endedMigration !== null) lines.push(`  migration ${endedMigration} has ended; it can no longer be rolled back`);
  if (differences !== null) {
    lines.push(
      '  of that, ' +
        (`${differences.onlyReplaced} products removed, ${differences.changed} changed, ` +
          `${differences.onlyRestored} brought back`),
    );
    if (differences.examples.length > 0)
      lines.push(
        `  e.g. ${differences.examples
          .slice(0, EXAMPLES)
          .map((example) => JSON.stringify(example))
          .join(', ')}`,
      );
  } else if (comparisonProblem !== null) lines.push(`  ${comparisonProblem}`);
  if (error !== null) lines.push(`  ${error.message}`);
  return lines.map(printable);
}

function describeJournal(journal: JournalDto | null): string[] {
  if (journal === null || journal.coveredTo === null)
    return ['There is no journal of changes; only the backups themselves can be restored'];
  const until = new Date(Number(journal.coveredTo.split(':')[0]) * 1000).toISOString();
  const state = journal.isKept ? `written by ${journal.owner ?? ''}` : 'not being written right now';
  const base = journal.base === null ? '; there is no backup yet to which it can be applied' : '';
  const problem = journal.problem === null ? '' : `: ${journal.problem}`;
  const covered = `The journal of changes holds everything up to ${until} (${journal.coveredTo})`;
  return [printable(`${covered} and is ${state}${base}${problem}`)];
}

function asOf(point: RestoreResult['pointInTime']): string {
  return point === null ? '' : `as of ${point.time} (${point.changes} changes after the backup) `;
}

function exactness({ exact, inexactCount }: { readonly exact: boolean; readonly inexactCount: number }): string {
  return exact ? 'byte for byte' : `with ${inexactCount} products that the server stored differently`;
}

function describe({ id, manifest, problem }: BackupSummary): string {
  return printable(
    manifest === undefined ? `${id}  ${problem ?? ''}` : `${id}  ${manifest.documents} products  ${manifest.reason}`,
  );
}

function named(id: string | undefined, action: string): string {
  if (id === undefined) throw new UsageError(`Name the backup: catalog backup ${action} <id>; see catalog backup list`);
  return id;
}

type Work = Pick<Parameters<Backups['create']>[0], 'signal' | 'onProgress'>;

async function withProgress<T>(context: CommandContext, act: (work: Work) => Promise<T>): Promise<T> {
  const progress = context.progress('products');
  try {
    return await act({
      signal: context.signal,
      onProgress: (done, total) => {
        progress.update(done, total);
      },
    });
  } finally {
    progress.end();
  }
}
