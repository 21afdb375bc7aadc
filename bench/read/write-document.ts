import { writeFile } from 'node:fs/promises';

import { benchmarkDocument } from './document.js';
import { readOutcome } from './outcome.js';

/** Writes docs/benchmarks.md from what is stored of `before` and `after`; of other labels nothing is published. */
export async function writeDocument(): Promise<void> {
  const before = await readOutcome('before');
  const after = await readOutcome('after');
  if (before === undefined && after === undefined) return;
  await writeFile(new URL('../../docs/benchmarks.md', import.meta.url), benchmarkDocument(before, after));
}
