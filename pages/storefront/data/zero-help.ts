import type { Chip } from '../state/chips.js';
import { NOTHING, type Selection } from '../../../packages/storefront-address/selection.js';
import { askTotal } from './listing.js';

/** The result of dropping one filter. */
export interface WayOut {
  readonly text: string;
  readonly selection: Selection;
  readonly total: number;
}

/** The maximum number of requests for one empty page. */
const MAX_CHIPS = 8;

/** Counts the results without each selected filter, and without the search. Best first; empty results are left out. */
export async function waysOut(
  selection: Selection,
  chips: readonly Chip[],
  signal: AbortSignal,
): Promise<readonly WayOut[]> {
  const candidates = chips
    .slice(0, MAX_CHIPS)
    .map(({ text, without }) => ({ text: `Without ${lowerFirst(text)}`, selection: without }));
  if (selection.q !== '' && chips.length > 0) {
    candidates.splice(MAX_CHIPS - 1);
    candidates.push({
      text: `Without the search “${selection.q}”`,
      selection: { ...selection, q: '', sort: undefined },
    });
  }
  if (selection.q !== '' && chips.length === 0) candidates.push({ text: 'All pieces', selection: NOTHING });
  const totals = await Promise.all(candidates.map((candidate) => askTotal(candidate.selection, signal)));
  return candidates
    .map((candidate, index) => ({ ...candidate, total: totals[index] ?? 0 }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total);
}

/** `Platinum` in lower case within a sentence; `14K rose gold` and `$100` stay unchanged. */
function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
