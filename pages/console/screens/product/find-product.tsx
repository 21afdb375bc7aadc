import { useId, useState } from 'preact/hooks';

import { api } from '../../data/api.js';
import { navigate } from '../../../shared/router.js';
import { dataOf } from '../../data/request.js';
import { useResource } from '../../data/resource.js';
import type { ScreenProps } from '../../shell/routes.js';
import { addressOf } from '../../shell/match-route.js';
import { Loaded } from '../../widgets/loaded.js';
import { Panel } from '../../widgets/panel.js';

const SHOWN = 20;
const AFTER_TYPING_MS = 250;

interface Found {
  readonly _id: string;
  readonly name: string;
  readonly category?: string;
}

/** Finds a product by id, name or words. Products that cannot be served are only found by their id. */
export function FindProduct({ query }: ScreenProps) {
  const words = query.get('q') ?? '';
  const products = useResource(`products ${words}`, (signal) => find(words, signal));
  return (
    <>
      <h1>Products</h1>
      <p class="lead">Any product as stored, as returned by the API, and as converted by the migration.</p>
      <FindForm words={words} />
      <Panel title={words === '' ? 'The first products of the catalog' : `Products for “${words}”`}>
        <Loaded of={products} what="products">
          {(found) => <FoundList found={found} />}
        </Loaded>
      </Panel>
    </>
  );
}

function FindForm({ words }: { readonly words: string }) {
  const id = useId();
  const [timer, setTimer] = useState<ReturnType<typeof setTimeout> | undefined>();
  const search = (text: string): void => {
    const query = new URLSearchParams(text.trim() === '' ? {} : { q: text.trim() }).toString();
    navigate(query === '' ? '/admin/products' : `/admin/products?${query}`, 'replace');
  };
  const open = (event: Event): void => {
    event.preventDefault();
    if (words !== '') navigate(addressOf('products', words));
  };
  return (
    <search>
      <form class="find" onSubmit={open}>
        <label htmlFor={id}>Words from its name, or its id</label>
        <input
          id={id}
          class="input"
          type="search"
          autocomplete="off"
          spellcheck={false}
          defaultValue={words}
          onInput={({ currentTarget: { value } }) => {
            clearTimeout(timer);
            setTimer(setTimeout(() => search(value), AFTER_TYPING_MS));
          }}
        />
        {words !== '' && (
          <p>
            <a href={addressOf('products', words)}>
              Open the product with the id <code>{words}</code>
            </a>
          </p>
        )}
      </form>
    </search>
  );
}

function find(words: string, signal: AbortSignal): Promise<readonly Found[]> {
  const fields: ('name' | 'category')[] = ['name', 'category'];
  const query = { limit: SHOWN, fields, ...(words === '' ? {} : { q: words }) };
  return dataOf<readonly Found[]>(api.GET('/api/products', { params: { query }, signal }));
}

function FoundList({ found }: { readonly found: readonly Found[] }) {
  if (found.length === 0)
    return (
      <p class="quiet">
        None. A product that the mapping refuses is not listed: open it by its id, or see the{' '}
        <a href="/admin/quarantine">quarantine</a>.
      </p>
    );
  return (
    <ul class="found">
      {found.map(({ _id, name, category }) => (
        <li key={_id}>
          <a href={addressOf('products', _id)}>{name}</a>
          <span class="quiet">{category}</span>
          <code>{_id}</code>
        </li>
      ))}
    </ul>
  );
}
