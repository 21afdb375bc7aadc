import { writeFile } from 'node:fs/promises';

import { benchmarkDocument } from './document.js';
import { readOutcome } from './outcome.js';

/**
 * Writes docs/benchmarks.md from the stored results of `before` and `after`; results of other labels are not published.
 */
export async function writeDocument(): Promise<void> {
  const before = await readOutcome('before');
  const after = await readOutcome('after');
  if (before === undefined && after === undefined) return;
  await writeFile(new URL('../../docs/benchmarks.md', import.meta.url), benchmarkDocument(before, after));
}
