/** The facets shown by the storefront; others would only make responses longer. */
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
