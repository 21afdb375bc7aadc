import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';

import type { StoredDocument } from '../../../migrations/index.js';
import { idKey } from '../../listing/product-id.js';
import { byIds, PRODUCTS } from '../../database/collections.js';
import { mapLive } from '../in-place/live-documents.js';
import type { Refused } from '../sync/map-documents.js';
import { decode } from '../../collection-swap/stored-bytes.js';
import { applicationsOf, UNKNOWN_APPLICATION } from './application-names.js';
import { unreadValues } from './unread-values.js';

/** What writers that know only an older shape have left. */
export interface NormalisedWrites {
  /** Documents of an old shape that are of the latest version now. */
  readonly upgraded: number;
  /** Documents that need a person: refused by the mapping, or with values that nobody reads. */
  readonly refused: readonly Refused[];
  /** How many of all of them each application has written; `unknown` where that cannot be told. */
  readonly byApplication: ReadonlyMap<string, number>;
}

/** Documents that are looked at together; a great many may be named at once. */
const PAGE = 500;
/** Names of this service's own connections: what it writes is no outside writer's. */
const OWN = /^catalog-/;

/**
 * Finds what outside writers still write in an old shape after a migration, from the documents that the change stream
 * names:
 * - a document inserted or replaced in an old shape, or one whose version marker was lost, is recognised as what it is
 *   and upgraded, unless somebody changes it meanwhile: then the next event names it again;
 * - a document that the mapping refuses, or that is of no version any more, stays as it is and is told;
 * - a document that still says it is of the latest version, but holds values in its fields that reads pass over (a
 * number
 *   where the shape has true or false, say), stays as it is and is told as well: its writer meant something that no
 *   reader sees. See `unreadValues`.
 *
 * A write into a field that only an old shape has (`basePrice` beside `pricing.basePrice`) leaves nothing in the
 * document by which it could be told from the old value, which an upgrade leaves in its place; it changes no product.
 */
@Injectable()
export class OutsideWriters {
  /** Looks at documents of `products` that were written. */
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
  // One try: a document that was overtaken is named by the stream again.
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
  const raw = (await products.find(byIds(ids), { raw: true }).toArray()) as unknown as Uint8Array[];
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
