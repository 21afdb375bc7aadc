import { CatalogIndexes } from './catalog-indexes.service.js';
import { IndexAnalyser } from './index-analysis.js';
import { IndexRemovals } from './index-removals.js';

/** What is done with the indexes, besides building them (`IndexBuilder`) and measuring (`QueryProbes`). */
export const INDEX_PARTS = [CatalogIndexes, IndexAnalyser, IndexRemovals] as const;
