import type { MigrationContext } from '../migration-context.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { nextIds } from '../../collection-swap/id-pages.js';
import type { CollectionSync } from '../sync/collection-sync.js';
import { presentPosition } from '../../collection-swap/present-position.js';

const PAGE = 500;

/**
 * If the oplog no longer reaches back to the saved position, the changes in between are unknown. Every document is
 * copied and mapped again, and documents that the source no longer has are deleted. Changes made meanwhile are applied
 * afterwards.
 */
export async function copyAnew(context: MigrationContext, sync: CollectionSync): Promise<void> {
  const { run, db } = context;
  await sync.close();
  const position = await presentPosition(db);
  for (const collection of [
    sync.following.source,
    ...sync.following.followers.map((follower) => follower.collection),
  ]) {
    for await (const ids of pages(context, collection)) await sync.refresh(ids);
  }
  await run.updateWork({ position });
}

async function* pages({ run, db }: MigrationContext, collection: CollectionIdentity): AsyncGenerator<unknown[]> {
  let after: readonly unknown[] = [];
  for (;;) {
    run.safePoint();
    const ids = await nextIds(db, collection, after, PAGE);
    if (ids.length === 0) return;
    yield ids;
    after = [ids.at(-1)];
  }
}
