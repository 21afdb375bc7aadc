import { isPresent } from './bson-value.js';
import type { Finding } from './outcome.js';

/**
 * A product's status in lower case. Missing or blank counts as `active`; a value that is not a string keeps the product
 * from the public.
 */
export function statusOf(value: unknown): { readonly status: string; readonly warnings: readonly Finding[] } {
  if (isPresent(value) && typeof value !== 'string')
    return assumed('inactive', 'Status is not a string; using "inactive"');
  const status = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return status === '' ? assumed('active', 'No status; using "active"') : { status, warnings: [] };
}

function assumed(status: string, problem: string): { readonly status: string; readonly warnings: readonly Finding[] } {
  return { status, warnings: [{ path: 'metadata.status', problem }] };
}

/** Whether a product can be bought: it is active and not known to be sold out. */
export function isAvailable(status: string, quantity: number | undefined): boolean {
  return status === 'active' && (quantity === undefined || quantity > 0);
}
