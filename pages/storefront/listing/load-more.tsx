import { type Listing, PAGE_SIZE } from '../data/listing.js';
import { loadingMore, showMore } from '../data/listing-store.js';

/** How much of the listing is loaded, and the button to load more. */
export function LoadMore({ shown }: { readonly shown: Listing }) {
  const count = shown.products.length;
  const rest = shown.total - count;
  const more = async (): Promise<void> => {
    await showMore();
    focusNext(count);
  };
  return (
    <div class="more">
      <p>
        {count.toLocaleString('en-US')} of {shown.total.toLocaleString('en-US')} shown
      </p>
      {shown.nextCursor !== null && (
        <button type="button" class="button" aria-disabled={loadingMore.value === 'yes'} onClick={() => void more()}>
          {loadingMore.value === 'yes' ? 'Loading …' : `Show ${Math.max(1, Math.min(PAGE_SIZE, rest))} more`}
        </button>
      )}
      {loadingMore.value === 'failed' && (
        <p role="alert">The next pieces could not be loaded. Try again in a moment.</p>
      )}
    </div>
  );
}

/** The button disappears with the last page; the keyboard focus then moves to the first new piece. */
function focusNext(index: number): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    document.querySelectorAll<HTMLElement>('#results .card a')[index]?.focus({ preventScroll: true });
  });
}
