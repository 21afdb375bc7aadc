import { useEffect, useRef } from 'preact/hooks';

import { address } from '../../shared/router.js';
import { Icon } from '../../shared/icon.js';
import { askProductAgain, related, shown, type ShownProduct } from '../data/product-store.js';
import { TroubleNotice } from '../frame/trouble-notice.js';
import { Card } from '../listing/card-grid.js';
import { FinenessMark } from '../words/fineness-mark.js';
import { materialWords, priceWords, type Product } from '../words/product-words.js';
import { Gallery } from './gallery.js';
import { Options } from './options.js';
import { SpecsTable } from './specs-table.js';
import { stockWords } from './stock-words.js';

/** The page of one product. */
export function ProductView() {
  const state = shown.value;
  const name = state?.product?.name;
  useEffect(() => {
    document.title = `${name ?? 'Piece'} · GenZ Jewelry`;
  }, [name]);
  if (state === undefined) return null;
  return (
    <div class="product">
      <p class="way-back">
        <a href="/" onClick={goBack}>
          <Icon name="chevron-left" size={16} /> All pieces
        </a>
      </p>
      {state.product === undefined ? <Missing state={state} /> : <Shown product={state.product} state={state} />}
      <Related />
    </div>
  );
}

/** A shopper who came from the listing returns to it as it was left, not to a new one. */
function goBack(event: MouseEvent): void {
  if (address.value.arrival !== 'push' || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  history.back();
}

function Missing({ state: { slug, trouble, isUnknown } }: { readonly state: ShownProduct }) {
  if (isUnknown) {
    return (
      <div class="notice">
        <Icon name="circle-alert" size={24} />
        <div>
          <h1>There is no piece “{slug}”</h1>
          <p>It may be sold out and no longer listed, or the address may contain a typo.</p>
          <p>
            <a href={`/?q=${encodeURIComponent(slug.replaceAll('-', ' '))}`}>Search for it</a>
          </p>
        </div>
      </div>
    );
  }
  if (trouble !== undefined) return <TroubleNotice trouble={trouble} onAgain={askProductAgain} />;
  return (
    <div class="product-columns skeleton" aria-busy="true">
      <div class="gallery">
        <div class="tile" />
        <div class="thumbs">
          <div class="thumb tile" />
        </div>
      </div>
      <div class="product-text">
        <span class="bone bone-title" />
        <span class="bone bone-long" />
        <span class="bone bone-short" />
      </div>
    </div>
  );
}

interface ShownProps {
  readonly product: Product;
  readonly state: ShownProduct;
}

function Shown({ product, state: { detail, trouble } }: ShownProps) {
  const { name, description, pricing, materialSpecs, creator } = product;
  const heading = useRef<HTMLHeadingElement>(null);
  // After following a link, screen readers hear the name of the page; after opening it or going back, the focus stays
  // where it is.
  useEffect(() => {
    if (address.value.arrival === 'push') heading.current?.focus({ preventScroll: true });
  }, []);
  const { metal } = materialSpecs;
  return (
    <article class="product-columns">
      <Gallery product={product} />
      <div class="product-text">
        <h1 ref={heading} tabIndex={-1}>
          {name}
        </h1>
        <p class="product-words">
          <FinenessMark metal={metal.type} purity={metal.purity} />
          {materialWords(materialSpecs)}
        </p>
        <p class="product-price">
          {priceWords(pricing.basePrice, pricing.currency)}
          <span class="product-stock">{stockWords(product.inventory)}</span>
        </p>
        <p class="product-description">{description}</p>
        {creator !== undefined && (
          <p class="product-creator">Designed by {creator.name === '' ? creator.handle : creator.name}</p>
        )}
        {trouble?.kind === 'away' && (
          <TroubleNotice
            trouble={trouble}
            onAgain={askProductAgain}
            reason="Sizes and other materials cannot be loaded right now."
          />
        )}
        <SpecsTable product={product} detail={detail} />
        {detail !== undefined && <Options product={product} detail={detail} />}
      </div>
    </article>
  );
}

function Related() {
  if (related.value.length === 0) return null;
  return (
    <section class="related" aria-labelledby="related-heading">
      <h2 id="related-heading">Made of the same materials</h2>
      <ul class="grid">
        {related.value.map((product, index) => (
          <Card key={product._id} product={product} index={index + 100} />
        ))}
      </ul>
    </section>
  );
}
