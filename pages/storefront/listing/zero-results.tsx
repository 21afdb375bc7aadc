import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { type WayOut, waysOut } from '../data/zero-help.js';
import { chipsOf, withoutFilters } from '../state/chips.js';
import { choose, hrefOf, selection } from '../state/go.js';
import { selectionText } from '../../../packages/storefront-address/selection.js';

/** No results: which filter to drop, and how many results that would give. */
export function ZeroResults() {
  const ways = useSignal<readonly WayOut[] | undefined>(undefined);
  const chosen = selection.value;
  const key = selectionText(chosen);
  useEffect(() => {
    const abort = new AbortController();
    ways.value = undefined;
    void waysOut(chosen, chipsOf(chosen), abort.signal).then((found) => {
      if (!abort.signal.aborted) ways.value = found;
    });
    return () => abort.abort();
  }, [key]);
  const [best, ...others] = ways.value ?? [];
  return (
    <div class="zero">
      <h2>No piece matches all of this</h2>
      {ways.value !== undefined && best === undefined && (
        <p>
          {chosen.q === ''
            ? 'Removing one filter is not enough.'
            : 'Neither the search alone nor removing one filter finds anything.'}
        </p>
      )}
      {best !== undefined && (
        <button type="button" class="button button-strong" onClick={() => choose(best.selection)}>
          {best.text}: {best.total}
        </button>
      )}
      {others.length > 0 && (
        <ul class="zero-others">
          {others.map((way) => (
            <li key={way.text}>
              <a href={hrefOf(way.selection)}>
                {way.text}: {way.total}
              </a>
            </li>
          ))}
        </ul>
      )}
      {chipsOf(chosen).length > 1 && (
        <button type="button" class="link-button" onClick={() => choose(withoutFilters(chosen))}>
          Clear all filters
        </button>
      )}
    </div>
  );
}
