import { signal } from '@preact/signals';

/** Where the page is: path and query, as the address bar has them. */
export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** `push` makes a new entry of the history (a click), `replace` changes the current one (typing, dragging). */
export type HistoryMode = 'push' | 'replace';

const read = (): Address => ({ path: location.pathname, query: new URLSearchParams(location.search) });

/** The current address; changes with `navigate` and with the browser's back and forward. */
export const address = signal<Address>(read());

/** Goes to an address of this page without loading it anew. `state` is kept with the entry of the history. */
export function navigate(to: string, mode: HistoryMode = 'push', state: unknown = null): void {
  if (mode === 'push') history.pushState(state, '', to);
  else history.replaceState(state ?? history.state, '', to);
  address.value = read();
}

/** Follows back and forward, and turns clicks on links that `isOurs` knows into navigation. Returns what stops it. */
export function startRouter(isOurs: (url: URL) => boolean): () => void {
  const onPop = (): void => {
    address.value = read();
  };
  const onClick = (event: MouseEvent): void => {
    const url = linkOf(event);
    if (url === undefined || url.origin !== location.origin || !isOurs(url)) return;
    event.preventDefault();
    navigate(`${url.pathname}${url.search}`);
  };
  addEventListener('popstate', onPop);
  document.addEventListener('click', onClick);
  return () => {
    removeEventListener('popstate', onPop);
    document.removeEventListener('click', onClick);
  };
}

/** The address of a plain click on a link; clicks for a new tab or window, downloads and jumps within a page stay the browser's. */
function linkOf(event: MouseEvent): URL | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const href = link?.getAttribute('href');
  if (link === null || href === undefined || href === null || href.startsWith('#')) return undefined;
  if (link.target !== '' || link.hasAttribute('download')) return undefined;
  return new URL(link.href);
}
