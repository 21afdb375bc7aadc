import { importProducts } from '../../demo-data/import-products.js';
import type { Rejection } from '../../demo-data/import-tally.js';
import type { Command } from '../command.js';

const SHOWN_REJECTIONS = 10;

/** `catalog import <file>` */
export const importCommand: Command = {
  usage: 'import <file>',
  description: 'Stores the products of a JSON, NDJSON or extended JSON file (.gz too) as they are; ids that are there already are skipped',
  async run({ products, progress, signal }, { args: [file = ''] }) {
    const bar = progress('bytes');
    try {
      const result = await importProducts(await products(), file, { signal, onProgress: ({ bytesRead, totalBytes }) => { bar.update(bytesRead, totalBytes); } });
      bar.end();
      const { inserted, skipped, rejected, rejections, completed } = result;
      const summary = `${inserted} stored, ${skipped} there already, ${rejected} refused${completed ? '' : '; stopped before the end'}`;
      return { lines: [summary, ...rejections.slice(0, SHOWN_REJECTIONS).map(describe)], data: { ...result }, done: completed };
    } finally {
      bar.end();
    }
  },
};

function describe({ document, line, problem }: Rejection): string {
  return `  document ${document}, line ${line}: ${problem}`;
}
