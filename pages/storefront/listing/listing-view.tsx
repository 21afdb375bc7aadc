import { useEffect } from 'preact/hooks';

import { mediaSignal } from '../../shared/match-media.js';
import { askListingAgain, listing, trouble, waiting } from '../data/listing-store.js';
import { TroubleNotice } from '../frame/trouble-notice.js';
import { FacetRail } from '../facets/facet-rail.js';
import { choose, selection } from '../state/go.js';
import { withoutFilters } from '../state/chips.js';
import { headingOf } from '../words/heading.js';
import { CategoryStrip } from './category-strip.js';
import { ChipsRow } from './chips-row.js';
import { CardGrid, CardSkeletons } from './card-grid.js';
import { LoadMore } from './load-more.js';
import { ResultsBar } from './results-bar.js';
import { ZeroResults } from './zero-results.js';

/** Whether there is room for the filters next to the results; otherwise they are in a sheet. */
export const isWide = mediaSignal('(min-width: 62rem)');

/** The listing: categories, filters, results. */
export function ListingView() {
  const heading = headingOf(selection.value);
  useEffect(() => {
    document.title = `${heading} · GenZ Jewelry`;
  }, [heading]);
  return (
    <div class="listing">
      <CategoryStrip />
      <div class="listing-columns">
        {isWide.value && (
          <aside class="rail" aria-label="Filters">
            <FacetRail />
          </aside>
        )}
        <section id="results" class="results" aria-labelledby="heading">
          <ResultsBar heading={heading} isWide={isWide.value} />
          <ChipsRow />
          <Results />
        </section>
      </div>
    </div>
  );
}

function Results() {
  const problem = trouble.value;
  if (problem !== undefined) {
    return (
      <>
        <TroubleNotice trouble={problem} onAgain={askListingAgain} />
        {problem.kind === 'refused' && (
          <button type="button" class="button" onClick={() => choose(withoutFilters(selection.value))}>
            Clear all filters
          </button>
        )}
      </>
    );
  }
  const shown = listing.value;
  if (shown === undefined || waiting.value === 'long') return <CardSkeletons />;
  if (shown.total === 0) return <ZeroResults />;
  return (
    <div class={waiting.value === 'briefly' ? 'dimmed' : undefined}>
      <CardGrid products={shown.products} />
      <LoadMore shown={shown} />
    </div>
  );
}
