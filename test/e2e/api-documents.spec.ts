import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { apiDocuments } from '../../tools/api-documents/api-documents.js';

describe('docs/', () => {
  it('holds the interfaces as they are (if not: npm run build writes them)', async () => {
    for (const { file, text } of await apiDocuments()) {
      const written = await readFile(`docs/${file}`, 'utf8').catch(() => '');
      expect([file, written === text]).toEqual([file, true]);
    }
  });
});
