import { toRunDto } from '../../batch-migration/http/to-run-dto.js';
import type { RunState } from '../../batch-migration/run/migration-run.js';
import type { Command } from '../command.js';
import { followRun } from '../follow-run.js';
import { resultOf } from '../run-result.js';
import { wholeNumberOption } from '../whole-number.js';

const MAX_PER_SECOND = 10_000_000;
const GOES_ON: readonly RunState[] = ['running', 'rolling-back'];
const GOOD_ENDS: readonly RunState[] = ['completed', 'waiting-for-switch', 'cleaned-up'];

/** `catalog migrate` */
export const migrateCommand: Command = {
  usage: 'migrate',
  description: 'Migrates all products to the latest version in this process; a rollback stays possible afterwards',
  options: [
    { flag: '--in-place', description: 'In place, without a second collection' },
    { flag: '--manual-switch', description: 'Stop before the switch and wait for `catalog switch`' },
    { flag: '--max-rate <n>', description: 'Copy at most this many documents per second' },
    {
      flag: '--accept-blockers',
      description: 'Continue despite pre-flight blockers that you have reviewed',
    },
  ],
  async run(context, { options }) {
    const maxDocumentsPerSecond =
      wholeNumberOption({ 'max-rate': options['maxRate'] }, 'max-rate', { least: 1, most: MAX_PER_SECOND }) ?? null;
    const choices = {
      strategy: options['inPlace'] === true ? 'in-place' : 'blue-green',
      maxDocumentsPerSecond,
      manualSwitch: options['manualSwitch'] === true,
      acceptBlockers: options['acceptBlockers'] === true,
    } as const;
    const migrations = await context.migrations();
    const { _id: id } = await migrations.audited(
      { action: 'migration.start', target: 'products', params: choices },
      () => migrations.service.start({ ...choices, startedBy: migrations.user }),
    );
    context.note(`Migration ${id}; Ctrl-C stops it safely`);
    const progress = context.runProgress();
    try {
      const followed = await followRun(migrations, id, {
        signal: context.signal,
        drive: true,
        show: (run) => {
          progress.show(toRunDto(run));
        },
        until: ({ state }) => !GOES_ON.includes(state),
      });
      progress.end();
      return await resultOf(followed, context.settings.REPORT_DIR, ({ state }) => GOOD_ENDS.includes(state));
    } finally {
      progress.end();
    }
  },
};
