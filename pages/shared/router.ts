import { signal } from '@preact/signals';

/** How the page got to an address: opened, by a click, by replacing the current entry, or by back and forward. */
export type Arrival = 'open' | 'push' | 'replace' | 'back';

/** The current location: path and query, as in the address bar. */
export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly arrival: Arrival;
}

/** What a history entry remembers, so that going back shows the page as it was left. */
export interface EntryMemory {
  /** Pixels from the top. */
  readonly scroll?: number;
  /** How many pages of a list were loaded. */
  readonly pages?: number;
}

const read = (arrival: Arrival): Address => ({
  path: location.pathname,
  query: new URLSearchParams(location.search),
  arrival,
});

/** The current address; changes with `navigate` and with the browser's back and forward. */
export const address = signal<Address>(read('open'));

/** What the current history entry remembers. */
export function entryMemory(): EntryMemory {
  return (history.state ?? {}) as EntryMemory;
}

/** Adds to what the current history entry remembers. */
export function remember(memory: EntryMemory): void {
  history.replaceState({ ...entryMemory(), ...memory }, '');
}

/** Navigates within this page without reloading it: `push` for a click, `replace` while typing or dragging. */
export function navigate(to: string, mode: 'push' | 'replace' = 'push'): void {
  if (to === `${location.pathname}${location.search}`) return;
  if (mode === 'push') {
    remember({ scroll: scrollY });
    history.pushState({}, '', to);
  } else {
    history.replaceState({ scroll: entryMemory().scroll ?? 0 }, '', to);
  }
  address.value = read(mode);
}

/** Handles back and forward, and turns plain clicks on links that `isOurs` accepts into navigation. */
export function startRouter(isOurs: (url: URL) => boolean): void {
  history.scrollRestoration = 'manual';
  addEventListener('popstate', () => {
    address.value = read('back');
  });
  document.addEventListener('click', (event) => {
    const url = linkOf(event);
    if (url === undefined || url.origin !== location.origin || !isOurs(url)) return;
    event.preventDefault();
    navigate(`${url.pathname}${url.search}`);
  });
  let pause: ReturnType<typeof setTimeout> | undefined;
  addEventListener('scroll', () => {
    clearTimeout(pause);
    pause = setTimeout(() => remember({ scroll: scrollY }), 150);
  });
}

/**
 * The target of a plain click on a link; clicks for a new tab, downloads and jumps within a page are left to the
 * browser.
 */
function linkOf(event: MouseEvent): URL | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const href = link?.getAttribute('href') ?? '#';
  if (link === null || href.startsWith('#') || link.target !== '' || link.hasAttribute('download')) return undefined;
  return new URL(link.href);
}
