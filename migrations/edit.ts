import { deepEqual, numberOf } from './bson-value.js';
import { buildPatch } from './build-patch.js';
import { overlay, withoutPaths } from './document-path.js';
import type { Change, DocumentVersion, Target } from './document-version.js';
import type { Patch } from './patch.js';
import type { Product } from './product.js';
import type { StoredDocument } from './stored-document.js';
import { VERSIONS } from './versions.js';

/** The revision of a document of the latest version: 0 if another writer left none, or an invalid one. */
export function revisionOf(document: StoredDocument): number {
  const revision = numberOf(document.revision);
  return revision !== undefined && Number.isSafeInteger(revision) && revision >= 0 ? revision : 0;
}

/** A new product's document in the latest version, at revision 1. `also` sets fields besides the content. */
export function newDocument(product: Product, now: Date, also: readonly Target[] = []): StoredDocument {
  const { version, write } = latestVersion();
  const content = [...write(product).filter(isTarget), ...also];
  return overlay({ _id: product.id, schemaVersion: version, revision: 1 }, [
    ...content,
    { path: 'createdAt', value: now },
    { path: 'updatedAt', value: now },
  ]);
}

/**
 * The patch that changes the content of a document of the latest version. It writes only fields that really change,
 * plus the next revision and the time, and compares everything that `before` was read from, so it is a compare-and-set.
 * `also` sets fields besides the content.
 */
// oxlint-disable-next-line max-params -- two documents, two products and a time
export function editPatch(
  document: StoredDocument,
  before: Product,
  after: Product,
  now: Date,
  also: readonly Target[] = [],
): Patch {
  const { sources, write } = latestVersion();
  const changes: readonly Change[] = [
    ...changesBetween(write(before), write(after)),
    ...also,
    { path: 'revision', value: revisionOf(document) + 1 },
    { path: 'updatedAt', value: now },
  ];
  const gone = changes.filter((change) => !isTarget(change)).map(({ path }) => path);
  const edited = withoutPaths(overlay(document, changes.filter(isTarget)), gone);
  const paths = changes.map(({ path }) => path);
  return { ...buildPatch({ before: document, after: edited, paths }), compared: [...new Set([...sources, ...paths])] };
}

/** A patch that writes nothing and compares everything that the product was read from: the guard of a delete. */
export function comparison(document: StoredDocument): Patch {
  const version = VERSIONS.find((candidate) => candidate.recognises(document));
  return { set: [], unset: [], compared: [...new Set([...(version?.sources ?? []), 'revision', 'updatedAt'])] };
}

function changesBetween(before: readonly Change[], after: readonly Change[]): readonly Change[] {
  const old = new Map(before.map((change) => [change.path, change]));
  return after.filter((change) => {
    const was = old.get(change.path);
    return isTarget(change)
      ? was === undefined || !isTarget(was) || !deepEqual(was.value, change.value)
      : was === undefined || isTarget(was);
  });
}

function isTarget(change: Change): change is Target {
  return 'value' in change;
}

function latestVersion(): DocumentVersion & Required<Pick<DocumentVersion, 'write'>> {
  const latest = VERSIONS.at(-1);
  if (latest?.write === undefined) throw new TypeError('The latest version must define `write`');
  return { ...latest, write: latest.write };
}
