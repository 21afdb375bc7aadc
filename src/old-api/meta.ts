import { CATEGORIES, SUBCATEGORIES } from '../../migrations/index.js';
import { OLD_SORTS } from './contract.js';
import type { Translation } from './translate.js';
import { METAL_FAMILIES, STONES } from './vocabulary.js';

/** The version that responses of the old API stated. */
export const OLD_VERSION = '1.0.0';

/** The options of the old filter sidebar. */
const AVAILABLE = {
  categories: CATEGORIES,
  subcategories: SUBCATEGORIES,
  metals: Object.keys(METAL_FAMILIES),
  stones: Object.keys(STONES),
  sortBy: Object.keys(OLD_SORTS),
  sortOrder: ['asc', 'desc'],
};

/** The members of the old response's `meta`; `took` is in milliseconds. */
export function oldMeta(
  { given, warnings }: Pick<Translation, 'given' | 'warnings'>,
  took: number,
  now: Date,
): Readonly<Record<string, unknown>> {
  const responseTime = Math.round(took * 10) / 10;
  return {
    timestamp: now.toISOString(),
    version: OLD_VERSION,
    responseTime,
    filters: { applied: given, available: AVAILABLE },
    performance: { responseTime },
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}
