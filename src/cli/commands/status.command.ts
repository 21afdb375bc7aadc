import { isAtRest, toRunDto } from '../../batch-migration/http/to-run-dto.js';
import type { Command } from '../command.js';
import { describeRun, nextSteps, toLiveView } from '../describe-run.js';
import { followRun } from '../follow-run.js';
import { findRun } from '../send-command.js';

/** `catalog status` */
export const statusCommand: Command = {
  usage: 'status [run]',
  description: 'Shows the state of the migration; --watch follows it to its end',
  options: [{ flag: '--watch', description: 'Follow it' }],
  async run(context, { args: [given], options }) {
    const id = await findRun(context, given);
    if (id === undefined)
      return { lines: ['There has been no migration yet; start one with catalog migrate'], data: { run: null } };
    const migrations = await context.migrations();
    const watch = options['watch'] === true;
    const progress = context.runProgress();
    try {
      const { run } = await followRun(migrations, id, {
        signal: context.signal,
        drive: false,
        show: (run) => {
          if (watch) progress.show(toRunDto(run));
        },
        until: (run) => !watch || isAtRest(run),
      });
      progress.end();
      const view = toLiveView(run);
      return { lines: [...describeRun(view), ...nextSteps(view)], data: { run: view } };
    } finally {
      progress.end();
    }
  },
};
