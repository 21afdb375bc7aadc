import { mongo } from 'mongoose';
import type { Finding, StoredDocument } from '../../../../migrations/index.js';
import { recognise } from '../../../../migrations/index.js';

/** Longest value of a marker that a finding quotes, in characters. */
const LONGEST_VALUE = 60;

/** Says of a document of no known version whether its `schemaVersion` is to blame, and what it would be without. */
export function foreignVersion(document: StoredDocument): readonly Finding[] {
  const { schemaVersion, ...rest } = document;
  if (schemaVersion === undefined || schemaVersion === null) return [];
  const without = recognise(rest as StoredDocument);
  const value = mongo.BSON.EJSON.stringify({ schemaVersion }).slice('{"schemaVersion":'.length, -1).slice(0, LONGEST_VALUE);
  const otherwise = without === undefined ? 'it fits no version without it either' : `without it, it is of version ${without.version} (${without.name})`;
  return [{ path: 'schemaVersion', problem: `schemaVersion ${value} is no version of this catalogue; ${otherwise}` }];
}
