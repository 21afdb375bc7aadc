import { useSignal } from '@preact/signals';

import { galleryOf } from '../../shared/picture.js';
import type { Product } from '../words/product-words.js';

/** The piece, its stone and its metal, one of them enlarged. */
export function Gallery({ product }: { readonly product: Product }) {
  const pictures = galleryOf(product);
  const chosen = useSignal(0);
  const large = pictures[chosen.value] ?? pictures[0];
  if (large === undefined) return null;
  return (
    <div class="gallery">
      <div class="tile">
        <img key={large.src} src={large.src} width="600" height="600" alt={large.alt} fetchpriority="high" />
      </div>
      <ul class="thumbs" aria-label="Views">
        {pictures.map(({ src, name }, index) => (
          <li key={src}>
            <button
              type="button"
              class="thumb tile"
              aria-pressed={index === chosen.value}
              aria-label={name}
              onClick={() => {
                chosen.value = index;
              }}
            >
              <img src={src} width="96" height="96" alt="" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
