import type { Chip } from '../state/chips.js';
import { NOTHING, type Selection } from '../../../packages/storefront-address/selection.js';
import { askTotal } from './listing.js';

/** What dropping one filter would show. */
export interface WayOut {
  readonly text: string;
  readonly selection: Selection;
  readonly total: number;
}

/** No more than so many requests are spent on one empty page. */
const MAX_CHIPS = 8;

/**
 * Counts once without each chosen filter, and once for the filters without the search. Best first; what would be empty
 * as well is left out.
 */
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

/** `Platinum` within a sentence; `14K rose gold` and `$100` stay as they are. */
function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
