import type { Product } from '../words/product-words.js';

/** Down to here the number itself is worth telling. */
const FEW = 5;

/** Whether a piece can be had. */
export function stockWords({ available, quantity }: Product['inventory']): string {
  if (!available) return 'Out of stock';
  return quantity !== undefined && quantity > 0 && quantity <= FEW ? `In stock, ${quantity} left` : 'In stock';
}
