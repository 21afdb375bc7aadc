import { BSON, type Document } from 'mongodb';

import {
  type Finding,
  recognise,
  type StoredDocument,
  upgradeToLatest,
  whyUnrecognised,
} from '../../migrations/index.js';
import { decodeDocument } from '../bson/decode-document.js';
import { messageOf } from '../errors/message-of.js';

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
  return judge(BSON.deserialize(BSON.serialize(document), { promoteBuffers: false }) as StoredDocument);
}

/** Why a stored document cannot be served, from its bytes; `undefined` where it can. Never throws. */
export function whyUnservable(bytes: Uint8Array): readonly Finding[] | undefined {
  try {
    return judge(decodeDocument(bytes) as StoredDocument)?.findings;
  } catch (error) {
    return [{ path: '', problem: `Document cannot be decoded: ${messageOf(error)}` }];
  }
}

function judge(stored: StoredDocument): UnservableDocument | undefined {
  const outcome = upgradeToLatest(stored);
  if (outcome.ok) return undefined;
  const isKnown = recognise(stored) !== undefined;
  return {
    id: stored._id,
    kind: isKnown ? 'failing' : 'unrecognised',
    findings: isKnown ? outcome.failures : whyUnrecognised(stored),
  };
}
