import type { AuditRecord } from '../../audit/audit-record.js';
import type { Command, CommandContext, CommandResult } from '../command.js';
import { printable } from '../printable.js';
import { didYouMean, UsageError } from '../usage-error.js';
import { wholeNumberOption } from '../whole-number.js';

const DEFAULT_LIMIT = 20;
const MOST = 500;
const OPEN_SHOWN = 10;
const ACTIONS = ['list', 'verify'] as const;

/** `catalog audit` */
export const auditCommand: Command = {
  usage: 'audit [action]',
  description: 'Lists admin actions, newest first; `verify` checks that no record was changed, removed or moved',
  options: [
    { flag: '--limit <n>', description: `Records listed (${DEFAULT_LIMIT})` },
    { flag: '--before <n>', description: 'Only records before this number' },
  ],
  run(context, { args: [action = 'list'], options }) {
    if (action === 'list') return list(context, options);
    if (action === 'verify') return verify(context);
    throw new UsageError(`audit has no action ${action}${didYouMean(action, ACTIONS)}`);
  },
};

async function list(context: CommandContext, options: Readonly<Record<string, unknown>>): Promise<CommandResult> {
  const limit = wholeNumberOption(options, 'limit', { least: 1, most: MOST }) ?? DEFAULT_LIMIT;
  const before = wholeNumberOption(options, 'before', { least: 1, most: Number.MAX_SAFE_INTEGER });
  const { audit } = await context.migrations();
  const { records, nextBefore } = await audit.page({ before, limit });
  const more = nextBefore === null ? [] : [`Older ones: catalog audit --before ${nextBefore}`];
  return { lines: [...records.map(describe), ...more].map(printable), data: { records, nextBefore } };
}

async function verify(context: CommandContext): Promise<CommandResult> {
  const { audit } = await context.migrations();
  const found = await audit.verifyChain();
  const { ok, checked, head, broken, open } = found;
  const verdict = ok
    ? `${checked} records, all intact`
    : `Record ${broken?.seq ?? 0} is not intact: ${broken?.problem ?? ''}; keep a copy of catalog_audit`;
  const last =
    head === null ? [] : [`The last intact record is ${head.seq}, hash ${head.hash}: copy it to another place`];
  const unfinished = open
    .slice(0, OPEN_SHOWN)
    .map(({ seq, action, target }) => `  no outcome was recorded of ${seq}, ${action} ${target}`);
  return { lines: [verdict, ...last, ...unfinished].map(printable), data: { ...found }, done: ok };
}

function describe(record: AuditRecord): string {
  const when = `${record.seq}  ${record.ts.toISOString()}  ${record.action} ${record.target}`;
  return record.kind === 'intent'
    ? `${when}, by ${record.actor.name} (${record.actor.via})`
    : `${when}: ${record.outcome}`;
}
