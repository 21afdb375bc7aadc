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

/** A stored document that is never served. */
export interface UnservableDocument {
  readonly id: unknown;
  /** Of no known version, or impossible to map. */
  readonly kind: 'unrecognised' | 'failing';
  readonly findings: readonly Finding[];
}

/** Why a stored document cannot be served; `undefined` if it can. */
export function unservable(document: Document): UnservableDocument | undefined {
  // Decoded the way the service will read it: an import keeps number types and key order in its own classes.
  return judge(BSON.deserialize(BSON.serialize(document), { promoteBuffers: false }) as StoredDocument);
}

/** Why a stored document, given as bytes, cannot be served; `undefined` if it can. Never throws. */
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
