import type { Product } from '../words/product-words.js';

/** At or below this quantity, the number itself is shown. */
const FEW = 5;

/** Availability in words. */
export function stockWords({ available, quantity }: Product['inventory']): string {
  if (!available) return 'Out of stock';
  return quantity !== undefined && quantity > 0 && quantity <= FEW ? `In stock, ${quantity} left` : 'In stock';
}
