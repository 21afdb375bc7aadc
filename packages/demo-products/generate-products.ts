import type { Document } from 'mongodb';

import type { StoredDocument } from '../../migrations/index.js';
import { upgradeToLatest } from '../../migrations/index.js';
import { asCatalogDocument, asLaterDocument, asStoreDocument } from './generated-shapes.js';
import { generatedValues } from './generated-values.js';
import { makeIrregular } from './irregular-forms.js';
import { Random } from './random.js';

/** The share of each shape, as a part of their sum (e.g. of a hundred). */
export interface ShapeShares {
  readonly v0: number;
  readonly v1: number;
  readonly v1Later: number;
  readonly v2: number;
}

export interface GenerateOptions {
  readonly count: number;
  /** Any integer; the same seed gives the same documents on every machine. */
  readonly seed: number;
  readonly shares?: Partial<ShapeShares>;
  /** The share (0 to 1) of documents with one of the forms of `irregular-forms.ts`. */
  readonly irregular?: number;
  /** The first document's position in the series: 1000 continues a series after its first thousand. */
  readonly from?: number;
}

const USUAL_SHARES: ShapeShares = { v0: 10, v1: 78, v1Later: 12, v2: 0 };

/**
 * Generates any number of products as the catalog's writers would have left them: about 3 KB each, with unique ids and
 * slugs, all mappable. A document depends only on the seed and its position, not on the count.
 */
export function* generateProducts(options: GenerateOptions): Generator<Document> {
  const { count, seed, shares, irregular = 0, from = 0 } = options;
  const weights = shares === undefined ? USUAL_SHARES : { v0: 0, v1: 0, v1Later: 0, v2: 0, ...shares };
  for (let place = from; place < from + count; place += 1) {
    const random = new Random(seed, place);
    const shape = random.weighted(weights);
    const values = generatedValues(random, place);
    const document = WRITERS[shape](values, random);
    if (random.chance(irregular)) makeIrregular(document, random);
    yield shape === 'v2' ? upgraded(document) : document;
  }
}

const WRITERS = {
  v0: asStoreDocument,
  v1: asCatalogDocument,
  v1Later: asLaterDocument,
  v2: asCatalogDocument,
} as const;

/** A v2 document as the service derives it from a catalog document. */
function upgraded(document: Document): Document {
  const outcome = upgradeToLatest(document as StoredDocument);
  if (!outcome.ok)
    throw new TypeError(
      `A generated document cannot be mapped: ${outcome.failures.map(({ problem }) => problem).join('; ')}`,
    );
  return outcome.value.document as Document;
}
