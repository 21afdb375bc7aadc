import { importProducts } from '../../import-export/import-products.js';
import type { ImportResult, Rejection } from '../../import-export/import-tally.js';
import type { UnservableDocument } from '../../products/servability.js';
import { idText } from '../../listing/product-id.js';
import type { Command, CommandContext } from '../command.js';
import { printable } from '../printable.js';

const SHOWN = 10;

/** `catalog import <file>` */
export const importCommand: Command = {
  usage: 'import <file>',
  description:
    'Imports products from a JSON, NDJSON or extended JSON file (.gz too) as they are; ids that exist are skipped',
  async run(context, { args: [file = ''] }) {
    const { products, progress, signal } = context;
    const bar = progress('bytes');
    try {
      const result = await importProducts(await products(), file, {
        signal,
        onProgress: ({ bytesRead, totalBytes }) => {
          bar.update(bytesRead, totalBytes);
        },
        onUnservable: (documents) => keepInQuarantine(context, documents),
      });
      bar.end();
      return {
        lines: [...summary(result), ...result.rejections.slice(0, SHOWN).map(describe)].map(printable),
        data: { ...result },
        done: isDone(result),
      };
    } finally {
      bar.end();
    }
  },
};

/** Documents that cannot be served are listed by `catalog quarantine` at once, not only after the first migration. */
async function keepInQuarantine(context: CommandContext, documents: readonly UnservableDocument[]): Promise<void> {
  const { quarantine } = await context.migrations();
  await quarantine.addImported(documents);
}

/** Succeeds if the import completed, refused nothing, and stored or left something that can be served. */
function isDone({ completed, rejected, read, inserted, unservable }: ImportResult): boolean {
  return completed && rejected === 0 && read > 0 && (inserted === 0 || unservable.count < inserted);
}

function summary({ inserted, skipped, rejected, read, completed, unservable }: ImportResult): string[] {
  if (read === 0 && completed) return ['The file holds no products'];
  const counts = `${inserted} stored, ${skipped} existing, ${rejected} refused${completed ? '' : '; stopped early'}`;
  if (unservable.count === 0) return [counts];
  const kinds = [
    ...(unservable.unrecognised > 0 ? [`${unservable.unrecognised} of no known version`] : []),
    ...(unservable.failing > 0 ? [`${unservable.failing} refused by the mapping`] : []),
  ];
  return [
    counts,
    `${unservable.count} of the stored products cannot be served: ${kinds.join(', ')}; they are in ` +
      'quarantine (catalog quarantine)',
    ...unservable.first
      .slice(0, SHOWN)
      .map(
        ({ id, findings }) => `  _id ${idText(id) ?? String(id)}: ${findings.map(({ problem }) => problem).join('; ')}`,
      ),
  ];
}

function describe({ document, line, problem }: Rejection): string {
  return `  document ${document}, line ${line}: ${problem}`;
}
