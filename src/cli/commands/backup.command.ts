import type { Backups, BackupSummary } from '../../backup/backups.service.js';
import type { Command, CommandContext, CommandResult } from '../command.js';
import { printable } from '../printable.js';
import { didYouMean, UsageError } from '../usage-error.js';

type Options = Readonly<Record<string, unknown>>;
type Action = (context: CommandContext, id: string | undefined, options: Options) => Promise<CommandResult>;

const ACTIONS: Readonly<Record<string, Action>> = { create, list, verify, restore };

/** `catalog backup` */
export const backupCommand: Command = {
  usage: 'backup [action] [id]',
  description: 'Makes (create), lists, checks (verify <id>) and restores (restore <id>) backups of the products; without an action it makes one',
  options: [
    { flag: '--by-restore', description: 'verify: restore it into a collection that is compared and dropped' },
    { flag: '--into <collection>', description: 'restore: name of the new collection' },
  ],
  async run(context, { args: [action = 'create', id], options }) {
    const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (act === undefined) throw new UsageError(`backup has no action ${action}${didYouMean(action, Object.keys(ACTIONS))}`);
    return act(context, id, options);
  },
};

async function create(context: CommandContext): Promise<CommandResult> {
  const { backups, audited, user } = await context.migrations();
  const manifest = await withProgress(context, (work) =>
    audited({ action: 'backup.create', target: 'products' }, () => backups.create({ reason: `catalog backup, by ${user}`, ...work })));
  return { lines: [`${manifest.id}: ${manifest.documents} products, read back and found right`], data: { ...manifest } };
}

async function list(context: CommandContext): Promise<CommandResult> {
  const { backups } = await context.migrations();
  const found = await backups.list();
  return { lines: found.length === 0 ? ['There are no backups'] : found.map(describe), data: { backups: found } };
}

async function verify(context: CommandContext, given: string | undefined, options: Options): Promise<CommandResult> {
  const id = named(given, 'verify');
  const { backups } = await context.migrations();
  const checked = await backups.verify(id, { signal: context.signal });
  if (!checked.ok) return { lines: [`${id} is not what was written: ${printable(checked.problem)}`], data: { ...checked }, done: false };
  if (options['byRestore'] !== true) return { lines: [`${id} is what was written: ${checked.manifest.documents} products`], data: { ...checked } };
  const result = await withProgress(context, (work) => backups.verifyByRestore(id, work));
  return { lines: [`${id} restores ${exactness(result)}, ${result.documentsPerSecond} products/s`], data: { ...result }, done: result.exact };
}

async function restore(context: CommandContext, given: string | undefined, options: Options): Promise<CommandResult> {
  const id = named(given, 'restore');
  const into = options['into'] === undefined ? `products_restored_${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}` : String(options['into']);
  const { backups, audited } = await context.migrations();
  const result = await withProgress(context, (work) =>
    audited({ action: 'backup.restore', target: id, params: { into } }, () => backups.restore(id, { into, ...work })));
  return { lines: [`${result.documents} products restored ${exactness(result)} into the collection ${into}; the live products are as they were`], data: { ...result }, done: result.exact };
}

function exactness({ exact, inexactCount }: { readonly exact: boolean; readonly inexactCount: number }): string {
  return exact ? 'byte for byte' : `with ${inexactCount} products that the server stored otherwise`;
}

function describe({ id, manifest, problem }: BackupSummary): string {
  return printable(manifest === undefined ? `${id}  ${problem ?? ''}` : `${id}  ${manifest.documents} products  ${manifest.reason}`);
}

function named(id: string | undefined, action: string): string {
  if (id === undefined) throw new UsageError(`Name the backup: catalog backup ${action} <id>; catalog backup list tells which there are`);
  return id;
}

type Work = Pick<Parameters<Backups['create']>[0], 'signal' | 'onProgress'>;

async function withProgress<T>(context: CommandContext, act: (work: Work) => Promise<T>): Promise<T> {
  const progress = context.progress('products');
  try {
    return await act({ signal: context.signal, onProgress: (done, total) => { progress.update(done, total); } });
  } finally {
    progress.end();
  }
}
