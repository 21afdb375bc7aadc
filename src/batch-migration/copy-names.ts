import { LATEST_VERSION } from '../../migrations/index.js';
import { PRODUCTS } from '../database/collections.js';

/**
 * The shadow's name: the collection that takes the place of `products` at the switch. It contains the fencing token,
 * like the name of the rollback copy, so a frozen owner with an older token cannot write to it.
 */
export function shadowName(token: number): string {
  return `${PRODUCTS}_v${LATEST_VERSION}_shadow_${token}`;
}

/** The name of the rollback copy. */
export function rollbackCopyName(createdAt: Date, token: number): string {
  return `${PRODUCTS}_backup_${createdAt.toISOString().replace(/[-:]|\..*$/g, '')}_${token}`;
}

/** Matches the names that this service assigns, for any version, but not names that merely look similar. */
export const COPY_NAMES = new RegExp(`^${PRODUCTS}_(v\\d+_shadow|backup_\\d{8}T\\d{6})_\\d+$`);

/** The fencing token in a copy's name. */
export function tokenInName(name: string): number {
  return Number(name.split('_').at(-1));
}
