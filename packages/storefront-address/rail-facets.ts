/** The facets that the storefront shows; others would only make the answer longer. */
export const RAIL_FACETS = [
  'category',
  'metal',
  'purity',
  'stone',
  'cut',
  'carat',
  'price',
  'recycled',
  'labGrown',
  'conflictFree',
  'inStock',
] as const;
