import { isMongoUnauthorized } from '../../errors/mongo-unauthorized.js';
import { writeReport } from '../../reports/report-writer.js';
import type { Command } from '../command.js';
import { printable } from '../printable.js';

/** `catalog validate` */
export const validateCommand: Command = {
  usage: 'validate',
  description:
    'Checks whether a migration can start: a dry run over every product and a query baseline; changes nothing',
  options: [{ flag: '--performance-only', description: 'Only measure the query classes' }],
  async run(context, { options }) {
    const { preflight, audited } = await context.migrations();
    const performanceOnly = options['performanceOnly'] === true;
    const progress = context.progress('products');
    try {
      const check = (): ReturnType<typeof preflight.check> =>
        preflight.check({
          signal: context.signal,
          performanceOnly,
          onProgress: (done, total) => {
            progress.update(done, total);
          },
        });
      const report = await audited(
        { action: 'migration.validate', target: 'products', params: { performanceOnly } },
        check,
        // It changes nothing and reports missing privileges itself.
      ).catch((error: unknown) => (isMongoUnauthorized(error) ? check() : Promise.reject(error)));
      progress.end();
      const path = await writeReport(context.settings.REPORT_DIR, 'pre-migration-validation-report.json', report);
      return {
        lines: [
          {
            ready: 'Ready to migrate',
            'ready-with-warnings': 'Ready to migrate, with warnings:',
            'not-ready': 'Not ready to migrate:',
          }[report.verdict],
          ...report.reasons.map((reason) => `  ${printable(reason)}`),
          `  report: ${path}`,
        ],
        data: { ...report, report: path },
        done: report.ready,
      };
    } finally {
      progress.end();
    }
  },
};
