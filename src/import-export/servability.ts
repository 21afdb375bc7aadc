import { BSON, type Document } from 'mongodb';

import {
  type Finding,
  recognise,
  type StoredDocument,
  upgradeToLatest,
  whyUnrecognised,
} from '../../migrations/index.js';

/** A document that is stored but never served. */
export interface UnservableDocument {
  readonly id: unknown;
  /** Of no known version, or refused by the mapping. */
  readonly kind: 'unrecognised' | 'failing';
  readonly findings: readonly Finding[];
}

/** Whether a document that was stored can be served; `undefined` where it can. */
export function unservable(document: Document): UnservableDocument | undefined {
  // Read back as the service will read it: an import keeps number types and the order of keys in classes of their own.
  const stored = BSON.deserialize(BSON.serialize(document), { promoteBuffers: false }) as StoredDocument;
  const outcome = upgradeToLatest(stored);
  if (outcome.ok) return undefined;
  const isKnown = recognise(stored) !== undefined;
  return {
    id: stored._id,
    kind: isKnown ? 'failing' : 'unrecognised',
    findings: isKnown ? outcome.failures : whyUnrecognised(stored),
  };
}
