import { indexesOnRequest } from '../../indexes/index-definitions.js';
import { GRACE_DAYS, MAX_GRACE_DAYS } from '../../indexes/index-removals.js';
import { toIndexList } from '../../indexes/index-report.js';
import type { Command, CommandContext, CommandResult } from '../command.js';
import { describeAnalysis, describeIndexes } from '../describe-indexes.js';
import { printable } from '../printable.js';
import { didYouMean, UsageError } from '../usage-error.js';
import { wholeNumberOption } from '../whole-number.js';

type Options = Readonly<Record<string, unknown>>;
type Action = (context: CommandContext, name: string | undefined, options: Options) => Promise<CommandResult>;

const ACTIONS: Readonly<Record<string, Action>> = { list, sync, analyze, drop, unhide };
const ON_REQUEST = indexesOnRequest().map(({ name }) => name);

/** `catalog indexes` */
export const indexesCommand: Command = {
  usage: 'indexes [action] [name]',
  description:
    'Lists the indexes with their use and advice (list), builds missing ones (sync), explains every query ' +
    'class (analyze), hides and later drops one (drop <name>), undoes that (unhide <name>)',
  options: [
    {
      flag: '--also <index>',
      description: `sync: also build an on-request index (${ON_REQUEST.join(', ')})`,
    },
    { flag: '--force', description: 'drop: even if the index is declared' },
    { flag: '--grace-days <days>', description: `drop: days it stays hidden first (${GRACE_DAYS})` },
  ],
  async run(context, { args: [action = 'list', name], options }) {
    const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (act === undefined)
      throw new UsageError(`indexes has no action ${action}${didYouMean(action, Object.keys(ACTIONS))}`);
    return act(context, name, options);
  },
};

async function list(context: CommandContext): Promise<CommandResult> {
  const { indexes } = await context.migrations();
  const view = toIndexList(await indexes.overview());
  return { lines: describeIndexes(view), data: { ...view } };
}

async function sync(context: CommandContext, _: string | undefined, { also }: Options): Promise<CommandResult> {
  const wanted = also === undefined ? [] : String(also).split(',');
  const strange = wanted.find((name) => !ON_REQUEST.includes(name));
  if (strange !== undefined) throw new UsageError(`--also is ${strange}: use ${ON_REQUEST.join(', ')}`);
  const { indexes, audited } = await context.migrations();
  const progress = context.progress('steps of the build');
  try {
    const { built, refused, overview } = await audited(
      { action: 'indexes.sync', target: 'products', params: { also: wanted } },
      () =>
        indexes.sync({
          also: wanted,
          onProgress: (done, total) => {
            progress.update(done, total);
          },
        }),
    );
    progress.end();
    const nothing = overview.exists
      ? 'Every declared index exists'
      : 'There are no products yet; indexes are built once the collection exists';
    const lines = [
      built.length > 0 ? `Built: ${built.join(', ')}` : refused.length > 0 ? 'Nothing was built' : nothing,
      ...refused.map(({ name, problem }) => printable(`! ${name} was not built: ${problem}`)),
    ];
    return { lines, data: { built, refused, now: toIndexList(overview) }, done: refused.length === 0 };
  } finally {
    progress.end();
  }
}

async function analyze(context: CommandContext): Promise<CommandResult> {
  const { indexes, audited } = await context.migrations();
  const { analysis, report, path } = await audited({ action: 'indexes.analyze', target: 'products' }, () =>
    indexes.analyse(context.signal),
  );
  return {
    lines: [...describeAnalysis(analysis), `  report: ${path}`],
    data: { ...report, report: path },
    done: analysis.verdict === 'passed',
  };
}

async function drop(context: CommandContext, given: string | undefined, options: Options): Promise<CommandResult> {
  const name = named(given, 'drop');
  const force = options['force'] === true;
  const graceDays = wholeNumberOption(options, 'graceDays', { least: 0, most: MAX_GRACE_DAYS });
  const { indexes, audited, user } = await context.migrations();
  const outcome = await audited(
    { action: 'index.remove', target: name, params: { force, ...(graceDays === undefined ? {} : { graceDays }) } },
    () => indexes.remove(name, { by: user, force, graceDays }),
  );
  if (outcome.state === 'dropped')
    return { lines: [printable(`${name} is dropped`)], data: { name, state: outcome.state } };
  const { hiddenAt, dropAfter } = outcome.removal;
  return {
    lines: [
      printable(
        `${name} is hidden: queries no longer use it. If one becomes slow: catalog indexes unhide ${name}. ` +
          `It may be dropped after ${dropAfter.toISOString()}, by the daily retention or by this command`,
      ),
    ],
    data: { name, state: outcome.state, hiddenAt, dropAfter },
  };
}

async function unhide(context: CommandContext, given: string | undefined): Promise<CommandResult> {
  const name = named(given, 'unhide');
  const { indexes, audited } = await context.migrations();
  await audited({ action: 'index.unhide', target: name }, () => indexes.unhide(name));
  return { lines: [printable(`${name} is visible again and will not be dropped`)], data: { name, state: 'ready' } };
}

function named(name: string | undefined, action: string): string {
  if (name === undefined)
    throw new UsageError(`Name the index: catalog indexes ${action} <name>; see catalog indexes list`);
  return name;
}
