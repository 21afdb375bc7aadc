import { idText } from '../../listing/product-id.js';
import { writeReport } from '../../reports/report-writer.js';
import type { Command } from '../command.js';
import { printable } from '../printable.js';

const SHOWN_MISMATCHES = 10;

/** `catalog verify` */
export const verifyCommand: Command = {
  usage: 'verify',
  description: 'Compares every migrated product with its source; changes nothing',
  async run(context) {
    const { integrity, audited, takeOver, letGo } = await context.migrations();
    // The rollback copy is compared, too, so somebody has to keep it up to date meanwhile.
    await takeOver();
    const progress = context.progress('products');
    try {
      const report = await audited({ action: 'migration.verify', target: 'products' }, () =>
        integrity.verify({
          signal: context.signal,
          onProgress: (done, total) => {
            progress.update(done, total);
          },
        }),
      );
      progress.end();
      const path = await writeReport(context.settings.REPORT_DIR, 'data-integrity-verification-report.json', report);
      const passed = report.verdict === 'passed';
      const shown = report.mismatches
        .slice(0, SHOWN_MISMATCHES)
        .map(({ id, collection, problem }) => printable(`  ${collection} ${idText(id)}: ${problem}`));
      return {
        lines: [
          `${report.compared} products compared: ` +
            `${passed ? 'all as expected' : `${report.mismatchCount} are not as expected`}`,
          ...shown,
          `  report: ${path}`,
        ],
        data: { ...report, report: path },
        done: passed,
      };
    } finally {
      progress.end();
      await letGo();
    }
  },
};
