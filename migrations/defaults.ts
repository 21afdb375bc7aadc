/**
 * What stands in a product's fields where a document says nothing usable. Each of these, when it fires in a mapping, is
 * a warning.
 */
export const PLACEHOLDER_IMAGE = '/images/placeholder-product.jpg';
export const DEFAULT_CATEGORY = 'jewelry';
export const DEFAULT_SUBCATEGORY = 'accessories';
export const DEFAULT_CURRENCY = 'USD';
export const DEFAULT_FINISH = 'polished';
export const UNSPECIFIED = 'unspecified';
export const NO_CERTIFICATION = 'none';
