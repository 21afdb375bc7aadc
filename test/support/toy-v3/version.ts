import { getAt, overlay } from '../../../migrations/document-path.js';
import type { Change, DocumentVersion } from '../../../migrations/document-version.js';
import { success } from '../../../migrations/outcome.js';
import type { StoredDocument } from '../../../migrations/stored-document.js';
import { v2 } from '../../../migrations/v2-material-specs/version.js';

const NAME = 'title.text';

/** A document as version 2 knows it: the name back at its own path. */
const asV2 = (document: StoredDocument): StoredDocument =>
  overlay(document, [{ path: 'name', value: getAt(document, NAME) }]);
const renamed = (change: Change): Change => (change.path === 'name' ? { ...change, path: NAME } : change);

/** What version 2 has to learn about the next version. */
export const v2WithNext: DocumentVersion = {
  ...v2,
  upgrade: (document) =>
    success([
      { path: NAME, value: document['name'], from: 'name' },
      { path: 'schemaVersion', value: 3 },
    ]),
  downgrade: (changes) =>
    changes.flatMap((change) =>
      'value' in change && change.path === NAME ? [{ path: 'name', value: change.value }] : [],
    ),
  adoption: [
    { path: 'title', absent: true },
    { path: 'schemaVersion', value: 2 },
  ],
};

/** The smallest possible version 3: the name has moved into an object, everything else is unchanged. */
export const toyV3: DocumentVersion = {
  ...v2,
  version: 3,
  name: 'toy',
  recognises: ({ schemaVersion }) => schemaVersion === 3,
  sources: [...v2.sources, NAME],
  read: (document) => v2.read?.(asV2(document)) ?? success(undefined as never),
  lacks: (document) => v2.lacks?.(asV2(document)) ?? [],
  write: (product) => (v2.write?.(product) ?? []).map(renamed),
  readDetail: (document) => {
    if (v2.readDetail === undefined) throw new TypeError('Version 2 has to say how its detail is read');
    return v2.readDetail(asV2(document));
  },
  queries: { ...v2.queries, scope: { schemaVersion: 3 }, words: { ...v2.queries.words, name: [NAME] } },
};
