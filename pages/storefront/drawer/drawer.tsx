import './drawer.css';

import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Icon } from '../../shared/icon.js';
import { address } from '../../shared/router.js';
import { measuredOf, lastExchange } from '../data/exchange.js';
import { secondsSignal } from '../frame/clock.js';
import { RAIL_FACETS } from '../../../packages/storefront-address/rail-facets.js';
import { selection } from '../state/go.js';
import { listingAddress, productAddress, slugOf } from '../../../packages/storefront-address/first-request.js';
import { listingGraphql, productGraphql } from './graphql-text.js';

type Form = 'REST' | 'GraphQL' | 'curl';
const FORMS: readonly Form[] = ['REST', 'GraphQL', 'curl'];

/** The page's last API request in three forms, and the metadata of its response. */
export function Drawer({ onClose }: { readonly onClose: () => void }) {
  const form = useSignal<Form>('REST');
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    section.current?.focus();
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape' && section.current?.contains(document.activeElement) === true) onClose();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const texts = requestTexts();
  const text = texts[form.value];
  const href = form.value === 'GraphQL' ? `/graphql?query=${encodeURIComponent(text)}` : texts.path;
  return (
    <section ref={section} class="drawer" aria-label="Developer drawer" tabIndex={-1}>
      <div class="drawer-head">
        <FormChoice form={form} />
        <CopyButton text={text} />
        <a class="drawer-open" href={href} target="_blank" rel="noopener">
          Open <Icon name="external-link" size={16} />
        </a>
        <button type="button" class="icon-button" aria-label="Close the developer drawer" onClick={onClose}>
          <Icon name="x" size={20} />
        </button>
      </div>
      <div class="drawer-body">
        {/* Scrollable content must be reachable by keyboard. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre tabIndex={0} aria-label={`${form.value} request`}>
          <code>{text}</code>
        </pre>
        <Facts />
      </div>
    </section>
  );
}

function FormChoice({ form }: { readonly form: Signal<Form> }) {
  return (
    <fieldset class="drawer-forms">
      <legend class="unseen">Show this page as</legend>
      {FORMS.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="form"
            checked={form.value === one}
            onChange={() => {
              form.value = one;
            }}
          />
          {one}
        </label>
      ))}
    </fieldset>
  );
}

interface Texts extends Readonly<Record<Form, string>> {
  readonly path: string;
}

function requestTexts(): Texts {
  const slug = slugOf(address.value.path);
  const path = slug === undefined ? listingAddress(selection.value) : productAddress(slug);
  return {
    path,
    REST: `GET ${location.origin}${path}`,
    GraphQL: slug === undefined ? listingGraphql(selection.value, RAIL_FACETS) : productGraphql(slug),
    curl: `curl -s --compressed '${location.origin}${path.replaceAll("'", '%27')}'`,
  };
}

function CopyButton({ text }: { readonly text: string }) {
  const copied = useSignal('');
  return (
    <button
      type="button"
      class="button"
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => {
          copied.value = text;
        });
      }}
    >
      <Icon name={copied.value === text ? 'check' : 'copy'} size={16} />
      {copied.value === text ? 'Copied' : 'Copy'}
    </button>
  );
}

/** The metadata of the last response. */
function Facts() {
  const exchange = lastExchange.value;
  if (exchange === undefined) return <p>No response yet.</p>;
  const { status, etag, age, at } = exchange;
  const measured = measuredOf(exchange);
  const since = Math.max(0, Math.round((secondsSignal.value - at) / 1000));
  const rows = [
    ['Status', String(status)],
    ['ETag', etag ?? 'none'],
    ['Time', measured === undefined ? 'not known' : `${Math.round(measured.milliseconds)} ms`],
    ['Size', measured === undefined ? 'not known' : sizeWords(measured.bytes)],
    ['Answered', `${since} s ago`],
    ['Data', age === undefined ? 'current' : `${age} s old on arrival; the database is down`],
  ] as const;
  return (
    <dl class="drawer-facts">
      {rows.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function sizeWords(bytes: number): string {
  return bytes === 0 ? 'from the browser’s cache' : `${bytes.toLocaleString('en-US')} bytes, compressed`;
}
