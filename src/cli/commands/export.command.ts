import { exportProducts } from '../../import-export/export-products.js';
import type { Command } from '../command.js';

/** `catalog export <file>` */
export const exportCommand: Command = {
  usage: 'export <file>',
  description: 'Writes all products as stored, one per line, as canonical extended JSON (.gz compresses)',
  async run({ products, progress, signal }, { args: [file = ''] }) {
    const collection = await products();
    const total = await collection.estimatedDocumentCount();
    const bar = progress('products');
    try {
      const result = await exportProducts(collection, file, {
        signal,
        onProgress: (exported) => {
          bar.update(exported, Math.max(total, exported));
        },
      });
      bar.end();
      const inexact =
        result.inexact === 0
          ? []
          : [
              `${result.inexact} of them cannot be imported again byte for byte (values that JSON or ` +
                `JavaScript cannot express), e.g. ${result.inexactIds.slice(0, 3).map(String).join(', ')}`,
            ];
      return { lines: [`${result.exported} products written to ${file}`, ...inexact], data: { ...result, file } };
    } finally {
      bar.end();
    }
  },
};
