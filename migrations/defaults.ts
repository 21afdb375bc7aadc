/**
 * Defaults for product fields that a document leaves empty or unusable. Each use in a mapping is reported as a warning.
 */
export const PLACEHOLDER_IMAGE = '/images/placeholder-product.jpg';
export const DEFAULT_CATEGORY = 'jewelry';
export const DEFAULT_SUBCATEGORY = 'accessories';
export const DEFAULT_CURRENCY = 'USD';
export const DEFAULT_FINISH = 'polished';
export const UNSPECIFIED = 'unspecified';
export const NO_CERTIFICATION = 'none';
