import { toRunDto } from '../batch-migration/http/to-run-dto.js';
import type { MigrationRun, RequestKind } from '../batch-migration/run/migration-run.js';
import type { Command, CommandContext, CommandOption, CommandResult } from './command.js';
import { followRun } from './follow-run.js';
import { NO_RUN, resultOf } from './run-result.js';
import { CommandWatch } from './command-watch.js';

/** A CLI command that sends a command to a run. */
export interface WordCommand {
  readonly kind: RequestKind;
  readonly description: string;
  readonly options?: readonly CommandOption[];
}

/** Creates the CLI command: the command is stored in the run, and if no live instance drives it, this process does. */
export function wordCommand({ kind, description, options = [] }: WordCommand): Command {
  return {
    usage: `${kind} [run]`,
    description,
    options,
    run: async (context, { args: [id], options: given }) => {
      const run = await findRun(context, id);
      return run === undefined
        ? NO_RUN
        : sendCommand(context, { id: run, kind, emergency: given['emergency'] === true });
    },
  };
}

/** The id of the given run, else of the unfinished one, else of the last one. */
export async function findRun({ migrations }: CommandContext, id: string | undefined): Promise<string | undefined> {
  const { service } = await migrations();
  return id ?? (await service.current())?._id;
}

/** A command and its run. */
export interface Word {
  readonly id: string;
  readonly kind: RequestKind;
  readonly emergency?: boolean;
  /** Whether to stop following once the command has led to its state; at once by default. */
  readonly andUntil?: (run: MigrationRun) => boolean;
}

/** Sends a command to a run and follows the run until the outcome is clear. */
export async function sendCommand(
  context: CommandContext,
  { id, kind, emergency = false, andUntil = () => true }: Word,
): Promise<CommandResult> {
  const migrations = await context.migrations();
  context.note(`${kind} migration ${id}`);
  const asked = await migrations.audited(
    { action: `migration.${kind}`, target: id, params: emergency ? { emergency } : {} },
    () => migrations.service.ask(id, kind, migrations.user, emergency),
  );
  const watch = new CommandWatch(kind, asked.request?.at ?? new Date(0));
  const progress = context.runProgress();
  try {
    const followed = await followRun(migrations, id, {
      signal: context.signal,
      drive: true,
      show: (run) => {
        progress.show(toRunDto(run));
      },
      until: (run) => watch.isSettled(run) && andUntil(run),
    });
    progress.end();
    return await resultOf(followed, context.settings.REPORT_DIR, (run) => watch.isFulfilled(run));
  } finally {
    progress.end();
  }
}
