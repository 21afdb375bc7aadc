import { signal } from '@preact/signals';

import { api, ask } from './ask.js';

/** A suggestion: a filter, or a product. */
export interface Suggestion {
  readonly kind: string;
  readonly text: string;
  /** The address it leads to. */
  readonly href: string;
  readonly count: number | undefined;
}

export const suggestions = signal<readonly Suggestion[]>([]);

const ASK_AFTER_MS = 120;
const LONGEST = 64;
let abort: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Requests suggestions shortly after the last keystroke; cancels earlier requests. */
export function suggestFor(text: string): void {
  forgetSuggestions();
  const q = text.trim().slice(0, LONGEST);
  if (q === '') return;
  timer = setTimeout(() => void load(q), ASK_AFTER_MS);
}

export function forgetSuggestions(): void {
  clearTimeout(timer);
  abort?.abort();
  suggestions.value = [];
}

async function load(q: string): Promise<void> {
  const own = (abort = new AbortController());
  const outcome = await ask(() =>
    api.GET('/api/catalog/suggest', { params: { query: { q, limit: 8 } }, signal: own.signal }),
  );
  if (own.signal.aborted || outcome.kind !== 'answer') return;
  suggestions.value = outcome.body.data.map(({ kind, text, query, count }) => ({
    kind,
    text,
    href: hrefOf(kind, query),
    count,
  }));
}

function hrefOf(kind: string, query: string): string {
  const slug = new URLSearchParams(query).get('slugs');
  return kind === 'product' && slug !== null ? `/p/${encodeURIComponent(slug)}` : `/?${query}`;
}
