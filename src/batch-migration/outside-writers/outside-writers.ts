import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';

import type { StoredDocument } from '../../../migrations/index.js';
import { idKey } from '../../listing/product-id.js';
import { byIds, PRODUCTS } from '../../database/collections.js';
import { mapLive } from '../in-place/live-documents.js';
import type { Refused } from '../mapping/mapped-documents.js';
import { decode } from '../../collection-swap/stored-bytes.js';
import { applicationsOf, UNKNOWN_APPLICATION } from './application-names.js';
import { unreadValues } from './unread-values.js';
import { rawDocuments } from '../../database/raw-replies.js';

/** What writers that only know an older shape have written. */
export interface NormalisedWrites {
  /** Documents of an old shape that now have the latest version. */
  readonly upgraded: number;
  /** Documents that need a person: refused by the mapping, or with values that no reader uses. */
  readonly refused: readonly Refused[];
  /** How many of all these documents each application wrote; `unknown` if that cannot be determined. */
  readonly byApplication: ReadonlyMap<string, number>;
}

/** Number of documents checked together; very many may be named at once. */
const PAGE = 500;
/** Names of this service's own connections, whose writes are not those of an outside writer. */
const OWN = /^catalog-/;

/**
 * Finds what outside writers still write in an old shape after a migration, from the documents that the change stream
 * names:
 * - A document inserted or replaced in an old shape, or one that lost its version marker, is recognized and upgraded.
 *   If someone changes it in the meantime, the next event names it again.
 * - A document that the mapping refuses, or whose version is unknown, stays as it is and is reported.
 * - A document that still claims the latest version, but has values that reads ignore (e.g. a number where the shape
 *   has a boolean), also stays as it is and is reported: its writer meant something that no reader sees. See
 *   `unreadValues`.
 *
 * A write to a field that exists only in an old shape (`basePrice` beside `pricing.basePrice`) cannot be told from the
 * old value that an upgrade leaves in its place; it changes no product.
 */
@Injectable()
export class OutsideWriters {
  /** Checks documents of `products` that were written. */
  async normalise(db: mongo.Db, ids: readonly unknown[]): Promise<NormalisedWrites> {
    const byApplication = new Map<string, number>();
    const refused: Refused[] = [];
    let upgraded = 0;
    for (let start = 0; start < ids.length; start += PAGE) {
      const page = await lookAt(
        db.collection(PRODUCTS, { enableUtf8Validation: false }),
        ids.slice(start, start + PAGE),
      );
      const found = [...page.upgraded, ...page.refused.map(({ id }) => id)];
      if (found.length > 0) count(byApplication, found, await applicationsOf(db, found));
      refused.push(...page.refused);
      upgraded += page.upgraded.length;
    }
    return { upgraded, refused, byApplication };
  }
}

type Stored = mongo.Collection<StoredDocument & { _id: unknown }>;

async function lookAt(
  products: Stored,
  ids: readonly unknown[],
): Promise<{ readonly upgraded: readonly unknown[]; readonly refused: readonly Refused[] }> {
  // One attempt: if a document is changed in the meantime, the stream names it again.
  const { changed, refused } = await mapLive(products, ids, { direction: 'up', tries: 1 });
  const found = new Set([...changed, ...refused.map(({ id }) => id)].map(idKey));
  const odd = await withUnreadValues(
    products,
    ids.filter((id) => !found.has(idKey(id))),
  );
  return { upgraded: changed, refused: [...refused, ...odd] };
}

async function withUnreadValues(products: Stored, ids: readonly unknown[]): Promise<Refused[]> {
  if (ids.length === 0) return [];
  const raw = await rawDocuments(products.find(byIds(ids)));
  return raw.map(decode).flatMap((document) => {
    const findings = unreadValues(document);
    return findings.length === 0 ? [] : [{ id: document['_id'], findings }];
  });
}

function count(counts: Map<string, number>, ids: readonly unknown[], names: ReadonlyMap<string, string>): void {
  for (const id of ids) {
    const name = names.get(idKey(id)) ?? UNKNOWN_APPLICATION;
    if (!OWN.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}
