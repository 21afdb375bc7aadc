import { toRunDto } from '../../batch-migration/http/to-run-dto.js';
import type { MigrationRun, RunState } from '../../batch-migration/run/migration-run.js';
import type { Command, CommandContext, CommandResult } from '../command.js';
import { followRun } from '../follow-run.js';
import { findRun, sendCommand } from '../send-command.js';
import { NO_RUN, resultOf } from '../run-result.js';

/** States with work in progress, which may have lost its driver. */
const UNDER_WAY: readonly RunState[] = ['running', 'rolling-back'];
const GOOD_ENDS: readonly RunState[] = ['completed', 'waiting-for-switch', 'rolled-back', 'cleaned-up'];

/** `catalog resume` */
export const resumeCommand: Command = {
  usage: 'resume [run]',
  description: 'Resumes a migration that is paused, needs an operator, or has no driver',
  async run(context, { args: [given] }) {
    const id = await findRun(context, given);
    if (id === undefined) return NO_RUN;
    const { service, owner } = await context.migrations();
    const { state } = await service.get(id);
    if (UNDER_WAY.includes(state)) return goOn(context, id);
    // A run driven by another instance continues without this process.
    return sendCommand(context, {
      id,
      kind: 'resume',
      andUntil: (run) => !UNDER_WAY.includes(run.state) || isDrivenElsewhere(run, owner),
    });
  },
};

function isDrivenElsewhere(run: MigrationRun, owner: string): boolean {
  return run.owner !== null && run.owner !== owner;
}

/** Follows the run to its end, and drives it here while no other instance does. */
async function goOn(context: CommandContext, id: string): Promise<CommandResult> {
  const progress = context.runProgress();
  try {
    const followed = await followRun(await context.migrations(), id, {
      signal: context.signal,
      drive: true,
      show: (run) => {
        progress.show(toRunDto(run));
      },
      until: ({ state }) => !UNDER_WAY.includes(state),
    });
    progress.end();
    return await resultOf(followed, context.settings.REPORT_DIR, ({ state }) => GOOD_ENDS.includes(state));
  } finally {
    progress.end();
  }
}
