import { LATEST_VERSION } from '../../migrations/index.js';
import { PRODUCTS } from '../database/collections.js';

/**
 * The shadow's name: the collection that takes the place of `products` at the switch. It carries the fencing token, as
 * the rollback copy's does: whoever was frozen while it held an earlier one cannot write to it.
 */
export function shadowName(token: number): string {
  return `${PRODUCTS}_v${LATEST_VERSION}_shadow_${token}`;
}

/** The rollback copy's name. */
export function rollbackCopyName(createdAt: Date, token: number): string {
  return `${PRODUCTS}_backup_${createdAt.toISOString().replace(/[-:]|\..*$/g, '')}_${token}`;
}

/** Matches names as this service gives them, for any version. A collection that only sounds alike is not ours. */
export const COPY_NAMES = new RegExp(`^${PRODUCTS}_(v\\d+_shadow|backup_\\d{8}T\\d{6})_\\d+$`);

/** The fencing token in the name of a copy. */
export function tokenInName(name: string): number {
  return Number(name.split('_').at(-1));
}
