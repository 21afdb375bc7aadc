import type { ProductDetail } from '../data/product-store.js';
import { finenessOf, shapeOf, toneOf } from '../words/fineness.js';
import { MarkOutline } from '../words/fineness-mark.js';
import { priceWords, type Product, upperFirst } from '../words/product-words.js';

type Detail = ProductDetail['detail'];
type Material = Detail['customization']['materials'][number];
type Gemstone = Detail['customization']['gemstones'][number];

interface OptionsProps {
  readonly product: Product;
  readonly detail: Detail;
}

/** The other options of a piece: metals with their prices, stones, sizes. */
export function Options({ product, detail: { customization, sizes } }: OptionsProps) {
  const { materials, gemstones, engraving } = customization;
  return (
    <div class="options">
      {materials.length > 1 && (
        <section>
          <h2>Choice of metal</h2>
          <ul class="option-list">
            {materials.map((material) => (
              <MaterialOption key={material.id ?? material.name} material={material} product={product} />
            ))}
          </ul>
        </section>
      )}
      {gemstones.length > 1 && (
        <section>
          <h2>Choice of stone</h2>
          <ul class="option-list">
            {gemstones.map((gemstone) => (
              <li key={gemstone.id ?? gemstoneWords(gemstone)}>{gemstoneWords(gemstone)}</li>
            ))}
          </ul>
        </section>
      )}
      {sizes.length > 0 && (
        <section>
          <h2>Sizes</h2>
          <ul class="sizes">
            {sizes.map((size) => (
              <li key={size}>{size}</li>
            ))}
          </ul>
        </section>
      )}
      {engraving && <p>Can be engraved.</p>}
    </div>
  );
}

function MaterialOption({ material, product }: { readonly material: Material; readonly product: Product }) {
  const { name, type = '', purity = '', priceMultiplier } = material;
  const { basePrice, currency } = product.pricing;
  const number = finenessOf(purity);
  return (
    <li>
      {number !== undefined && <MarkOutline shape={shapeOf(type)} tone={toneOf(type)} text={number} />}
      <span>{name}</span>
      {priceMultiplier !== undefined && (
        <span class="option-price">{priceWords(Math.round(basePrice * priceMultiplier), currency)}</span>
      )}
    </li>
  );
}

function gemstoneWords({ name, type, carat, cut, labGrown }: Gemstone): string {
  const kind = type === 'other' || type === undefined ? (name === 'other' ? 'gemstone' : name) : type;
  return upperFirst(
    [carat === undefined ? '' : `${carat} ct`, cut, labGrown ? 'lab' : '', kind]
      .filter((word) => word !== '' && word !== undefined)
      .join(' '),
  );
}
