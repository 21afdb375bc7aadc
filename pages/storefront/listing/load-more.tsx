import { type Listing, PAGE_SIZE } from '../data/listing.js';
import { loadingMore, showMore } from '../data/listing-store.js';

/** How much of the listing is on the page, and the button for the next part of it. */
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

/** With the last page the button goes; the keyboard then goes on at the first of the new pieces. */
function focusNext(index: number): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    document.querySelectorAll<HTMLElement>('#results .card a')[index]?.focus({ preventScroll: true });
  });
}
