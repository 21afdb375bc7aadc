import { pictureOf } from '../../shared/picture.js';
import { FinenessMark } from '../words/fineness-mark.js';
import { materialWords, priceWords, type Product } from '../words/product-words.js';

/** The pictures of the first rows load immediately, the rest on scrolling. */
const EAGER = 4;
const URGENT = 2;

/** Products as tiles of a tray. */
export function CardGrid({ products }: { readonly products: readonly Product[] }) {
  return (
    <ul class="grid">
      {products.map((product, index) => (
        <Card key={product._id} product={product} index={index} />
      ))}
    </ul>
  );
}

/** One tile; the product name is its only link, and covers the whole tile. */
export function Card({ product, index }: { readonly product: Product; readonly index: number }) {
  const { slug, name, pricing, inventory, metadata, materialSpecs } = product;
  const { src, alt } = pictureOf(product);
  return (
    <li class="card">
      <div class="tile">
        <img
          src={src}
          alt={alt}
          width="200"
          height="200"
          loading={index < EAGER ? 'eager' : 'lazy'}
          fetchpriority={index < URGENT ? 'high' : 'auto'}
          decoding="async"
        />
        <FinenessMark metal={materialSpecs.metal.type} purity={materialSpecs.metal.purity} />
        {!inventory.available ? (
          <span class="flag">Out of stock</span>
        ) : (
          metadata.newArrival && <span class="flag">New</span>
        )}
      </div>
      <div class="card-text">
        <h2>
          <a href={`/p/${encodeURIComponent(slug)}`}>{name}</a>
        </h2>
        <p class="card-words">{materialWords(materialSpecs)}</p>
        <p class="price">{priceWords(pricing.basePrice, pricing.currency)}</p>
      </div>
    </li>
  );
}

/** Empty tiles of the same size while a response is slow. */
export function CardSkeletons({ count = 12 }: { readonly count?: number }) {
  return (
    <ul class="grid" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <li key={index} class="card skeleton">
          <div class="tile" />
          <div class="card-text">
            <span class="bone" />
            <span class="bone bone-long" />
            <span class="bone bone-short" />
          </div>
        </li>
      ))}
    </ul>
  );
}
