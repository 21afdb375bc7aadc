import { Injectable } from '@nestjs/common';
import type { Product } from '../../migrations/index.js';
import { CatalogIndex } from '../catalog-index/catalog-index.js';
import type { ListingCounts } from '../catalog-index/facet-counts.js';
import type { IndexedCatalog } from '../catalog-index/indexed-catalog.js';
import { sameId } from '../catalog-index/indexed-catalog.js';
import { isPublic, passesFilter } from '../listing/filters.js';
import type { ListingQuery } from '../listing/listing-query.js';
import type { SortKey } from '../listing/sort-orders.js';
import { byIds, Collections } from './collections.js';
import { isMissingIndex } from './database-errors.js';
import { hasPosition, READ_TIMEOUT_MS, ScanReader, VainScanError } from './index-scan.js';
import type { IndexScan, ScanGroups } from './listing-plan.js';
import { planScans } from './listing-plan.js';
import { LazyUpgrade } from './lazy-upgrade.js';
import { PageMerge } from './page-merge.js';
import { listingProjection } from './projections.js';
import { readProduct } from './read-product.js';
import type { Snapshot } from './snapshot.js';
import { IN_SNAPSHOT, inSnapshot } from './snapshot.js';

/** A page of a listing, read from the database. */
export interface ListingPage {
  readonly products: readonly Product[];
  /** Where each product stands in the order: what cursors are made of. */
  readonly keys: readonly SortKey[];
  /** Whether there are more products in the direction that was asked. */
  readonly more: boolean;
  /** Total and facets, of the same state of the catalogue; absent where neither was asked for. */
  readonly counts?: ListingCounts;
  /** The full-text query as it was understood, where its spelling was corrected. */
  readonly correctedText?: string;
}

type Found = Omit<ListingPage, 'counts' | 'correctedText'> & { readonly catalog: IndexedCatalog };

/** How often a page is selected anew because products changed while it was being read. */
const SELECTIONS = 4;

/**
 * Reads listings over documents of every version. A listing that an index serves is read by one scan per version, merged
 * in order; any other is selected by the catalogue index and fetched by `_id`. Products always come from one snapshot of
 * the database, and both ways give the same answer. After a switch of the collection, listings are selected until the
 * catalogue index knows again which documents a scan would misplace.
 */
@Injectable()
export class ListingReader {
  constructor(
    private readonly collections: Collections,
    private readonly index: CatalogIndex,
    private readonly lazyUpgrade: LazyUpgrade,
  ) {}

  /** Reads a page, with exact total and facets where they are asked for. */
  async read(query: ListingQuery): Promise<ListingPage> {
    const { catalog, ...page } = await inSnapshot(this.collections.client, (snapshot) => this.find(query, snapshot));
    const correctedText = query.filter.q === undefined ? undefined : catalog.correctedText(query);
    return {
      ...page,
      ...(query.count === 'exact' || query.facets.length > 0 ? { counts: catalog.count(query) } : {}),
      ...(correctedText === undefined ? {} : { correctedText }),
    };
  }

  /** Total and facets alone. */
  async count(query: ListingQuery): Promise<ListingCounts> {
    const catalog = await inSnapshot(this.collections.client, (snapshot) => this.catalogNow(snapshot));
    return catalog.count(query);
  }

  /** The catalogue index with all that the database holds now. */
  async catalogNow(snapshot: Snapshot): Promise<IndexedCatalog> {
    await this.collections.products.findOne({}, { ...IN_SNAPSHOT, session: snapshot.session, projection: { _id: 1 }, maxTimeMS: READ_TIMEOUT_MS });
    return this.index.caughtUpTo(snapshot.time);
  }

  /** The public products with the given `_id`s, by one read of a snapshot. */
  async fetch(ids: readonly unknown[], snapshot: Snapshot): Promise<Product[]> {
    const documents = await this.collections.products
      .find(byIds(ids), { ...IN_SNAPSHOT, session: snapshot.session, projection: listingProjection(), maxTimeMS: READ_TIMEOUT_MS })
      .toArray();
    return documents.flatMap((document) => {
      const reading = readProduct(document);
      if (reading.kind !== 'product') return [];
      this.lazyUpgrade.offer(reading);
      return isPublic(reading.product) ? [reading.product] : [];
    });
  }

  private async find(query: ListingQuery, snapshot: Snapshot): Promise<Found> {
    const catalog = await this.index.current();
    const scans = catalog.isSettled ? planScans(query, catalog) : undefined;
    // Backward, such an index could only be read with a sort.
    const readable = query.page.kind !== 'before' || scans?.flat().every((scan) => !hasPosition(scan)) === true;
    if (scans !== undefined && readable) {
      try {
        const found = await this.scan(query, scans, snapshot);
        if (found !== undefined) return found;
      } catch (error) {
        // The index is not built yet (or was dropped), or gives what is of no use: the catalogue index answers the same.
        if (!isMissingIndex(error) && !(error instanceof VainScanError)) throw error;
      }
    }
    return this.select(query, snapshot);
  }

  /**
   * Merges index scans by the listing's order; what an index cannot place right is read by `_id` and merged in.
   * `undefined` where it is not known what that is: the plan was made before the moment of the snapshot was fixed, and the
   * collection may have been switched in between.
   */
  private async scan(query: ListingQuery, groups: ScanGroups, snapshot: Snapshot): Promise<Found | undefined> {
    const { page, limit } = query;
    const backward = page.kind === 'before';
    const from = page.kind === 'page' ? undefined : page.key;
    const merge = new PageMerge(query, backward);
    let catalog: IndexedCatalog | undefined;
    for (const scans of backward ? [...groups].reverse() : groups) {
      const start = startIn(scans, from, backward);
      if (start === 'passed') continue;
      const readers = scans.map((scan) => new ScanReader(this.collections.products, scan, snapshot, start, limit + 2, (reading) => this.lazyUpgrade.offer(reading)));
      // The first read fixes the snapshot, so the others can only run side by side after it.
      await readers[0]?.peek();
      if (catalog === undefined) {
        catalog = await this.index.caughtUpTo(snapshot.time);
        if (!catalog.knowsForms(snapshot.time)) return undefined;
        merge.add(await this.fetch(catalog.irregularIds(query, snapshot.time), snapshot));
      }
      await Promise.all(readers.map((reader) => reader.peek()));
      if (await merge.drain(readers)) break;
    }
    merge.finish();
    return { ...merge.page(), catalog: catalog ?? (await this.catalogNow(snapshot)) };
  }

  /** Takes the page's `_id`s from the catalogue index and its products from the database. */
  private async select(query: ListingQuery, snapshot: Snapshot): Promise<Found> {
    let catalog = await this.index.current();
    let revision = catalog.revision;
    let selected = catalog.select(query);
    for (let attempt = 1; ; attempt++) {
      const products = selected.ids.length === 0 ? [] : await this.fetch(selected.ids, snapshot);
      catalog = selected.ids.length === 0 ? await this.catalogNow(snapshot) : await this.index.caughtUpTo(snapshot.time);
      if (catalog.revision === revision || attempt === SELECTIONS) {
        const found = selected.ids.flatMap((id, position) => {
          const product = products.find((candidate) => sameId(candidate.id, id));
          const key = selected.keys[position];
          return product !== undefined && key !== undefined && passesFilter(product, query.filter) ? [{ product, key }] : [];
        });
        return { products: found.map(({ product }) => product), keys: found.map(({ key }) => key), more: selected.more, catalog };
      }
      revision = catalog.revision;
      selected = catalog.select(query);
    }
  }
}

/** Where the scans of a group begin; a group that lies wholly on the other side of the cursor is passed over. */
function startIn(scans: readonly IndexScan[], from: SortKey | undefined, backward: boolean): { readonly backward: boolean; readonly from?: SortKey } | 'passed' {
  if (from === undefined) return { backward };
  const [scan] = scans;
  const featuredPart = scan?.prefix.find(([path]) => path === scan.version.queries.sort.featured);
  if (featuredPart === undefined) return { backward, from };
  const groupIsFeatured = featuredPart[1] === true;
  const keyIsFeatured = from.values[0] === 1;
  if (groupIsFeatured === keyIsFeatured) return { backward, from };
  const groupIsBefore = groupIsFeatured;
  return groupIsBefore === backward ? { backward } : 'passed';
}
