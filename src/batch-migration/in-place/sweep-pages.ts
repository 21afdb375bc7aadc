import type { mongo } from 'mongoose';

import { VERSIONS } from '../../../migrations/index.js';
import { byIds, PRODUCTS } from '../../database/collections.js';
import type { MigrationContext } from '../migration-context.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { nextIds } from '../../collection-swap/id-pages.js';
import type { Throttle } from '../throttle.js';

/** Which documents a pass selects: those of the latest version, or all others. */
export type Selection = 'latest' | 'older';

/** One pass over the collection. */
export interface Pass {
  readonly collection: CollectionIdentity;
  readonly selection: Selection;
  readonly throttle: Throttle;
}

/** The `_id`s of the selected documents, page by page in index order. A page may be empty. */
export async function* selectedPages(
  { db }: MigrationContext,
  { collection, selection, throttle }: Pass,
): AsyncGenerator<readonly unknown[]> {
  let after: readonly unknown[] = [];
  for (;;) {
    const begun = performance.now();
    const ids = await nextIds(db, collection, after, throttle.page);
    if (ids.length === 0) return;
    yield await selected(db, ids, selection);
    after = [ids.at(-1)];
    await throttle.afterPage(ids.length, performance.now() - begun);
  }
}

async function selected(db: mongo.Db, ids: readonly unknown[], selection: Selection): Promise<readonly unknown[]> {
  const scope = VERSIONS.at(-1)?.queries.scope ?? {};
  const filter = selection === 'latest' ? scope : { $nor: [scope] };
  const found = await db
    .collection(PRODUCTS)
    .find({ $and: [byIds(ids), filter] }, { projection: { _id: 1 } })
    .toArray();
  return found.map(({ _id }): unknown => _id);
}
