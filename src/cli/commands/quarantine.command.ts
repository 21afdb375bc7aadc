import type { QuarantineDto } from '../../batch-migration/http/quarantine.dto.js';
import { toQuarantineDto } from '../../batch-migration/http/to-quarantine-dto.js';
import type { Command, CommandContext, CommandResult } from '../command.js';
import { printable } from '../printable.js';
import { didYouMean, UsageError } from '../usage-error.js';
import { wholeNumberOption } from '../whole-number.js';

const DEFAULT_LIMIT = 20;
const MOST = 1000;
const ACTIONS = ['list', 'retry'] as const;

/** `catalog quarantine` */
export const quarantineCommand: Command = {
  usage: 'quarantine [action] [product]',
  description: 'Lists the products that the mapping refuses, and why; `retry <id>` retries one after its repair',
  options: [
    { flag: '--page <n>', description: 'Page number (1)' },
    { flag: '--limit <n>', description: `Products per page (${DEFAULT_LIMIT})` },
  ],
  run(context, { args: [action = 'list', product], options }) {
    if (action === 'list') return list(context, options);
    if (action !== 'retry') throw new UsageError(`quarantine has no action ${action}${didYouMean(action, ACTIONS)}`);
    if (product === undefined) throw new UsageError('Name the product: catalog quarantine retry <id>');
    return retry(context, product);
  },
};

async function list(context: CommandContext, options: Readonly<Record<string, unknown>>): Promise<CommandResult> {
  const page = wholeNumberOption(options, 'page', { least: 1, most: MOST }) ?? 1;
  const limit = wholeNumberOption(options, 'limit', { least: 1, most: MOST }) ?? DEFAULT_LIMIT;
  const { quarantine } = await context.migrations();
  const { entries, total } = await quarantine.list({ page, limit });
  const views = entries.map(toQuarantineDto);
  const more = total > page * limit ? [`${total - page * limit} more: --page ${page + 1}`] : [];
  return {
    lines: [`${total} products in quarantine`, ...views.flatMap(describe), ...more],
    data: { total, page, limit, products: views },
  };
}

async function retry(context: CommandContext, product: string): Promise<CommandResult> {
  const { quarantine, audited } = await context.migrations();
  const id = await quarantine.idOf(product);
  const outcome = await audited({ action: 'quarantine.retry', target: product }, () => quarantine.retry(id));
  const told = {
    repaired: 'was mapped and has left the quarantine',
    'still-failing': 'is still refused; see catalog quarantine',
    gone: 'no longer exists and has left the quarantine',
  }[outcome];
  return { lines: [`${printable(product)} ${told}`], data: { product, outcome }, done: outcome !== 'still-failing' };
}

function describe({ productId, direction, attempts, findings }: QuarantineDto): string[] {
  return [
    `${productId} (${direction === 'up' ? 'upgrading' : 'downgrading'}, ${attempts} ` +
      `${attempts === 1 ? 'attempt' : 'attempts'})`,
    ...findings.map(({ path, problem }) => `  ${path}: ${problem}`),
  ].map(printable);
}
