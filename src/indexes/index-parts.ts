import { CatalogIndexes } from './catalog-indexes.service.js';
import { IndexAnalyser } from './index-analysis.js';
import { IndexRemovals } from './index-removals.js';

/** The other parts of index management besides building (`IndexBuilder`) and measuring (`QueryProbes`). */
export const INDEX_PARTS = [CatalogIndexes, IndexAnalyser, IndexRemovals] as const;
