import { Injectable } from '@nestjs/common';
import type { CatalogState, ListedPage } from '../live-catalog/catalog-state.js';
import type { Freshness } from '../live-catalog/last-heard.js';
import { LiveCatalog } from '../live-catalog/live-catalog.js';
import { publicRowOf, publicRowOfSlug } from '../live-catalog/asked-rows.js';
import { relatedRows } from '../live-catalog/related.js';
import type { Suggestion } from '../live-catalog/suggestions.js';
import { suggest } from '../live-catalog/suggestions.js';
import { LATEST_VERSION } from '../../migrations/index.js';
import { NotFoundError, UnavailableError } from '../errors/domain-error.js';
import { encodeCursor, listingFingerprint } from '../listing/cursor.js';
import type { ListingQuery } from '../listing/listing-query.js';
import type { SortKey } from '../listing/sort-orders.js';
import { LazyUpgrade } from '../products/lazy-upgrade.js';
import type { FullProduct } from '../products/product.repository.js';
import { ProductRepository } from '../products/product.repository.js';
import type { Facet } from './dto/facet.dto.js';
import type { ProductListDTO } from './dto/product-list.dto.js';
import { toFacets } from './facets.js';
import { ParsedEntries } from './parsed-entries.js';

/** The state that responses depend on: with equal revisions, responses are equal. */
export interface CatalogRevision {
  readonly revision: number;
  /** Matters only for the order by popularity. */
  readonly popularityRevision: number;
}

/** A listing, as both APIs return it. */
export interface Listing {
  /** The catalog revision it was read from: with equal revisions, listings are equal. */
  readonly revision: number;
  /** If the listing is ordered by popularity, that revision too. */
  readonly popularityRevision: number | undefined;
  /** The products as serialized JSON. */
  readonly entries: readonly Uint8Array[];
  /** A content hash of each product. */
  readonly hashes: readonly number[];
  /** The products as objects, parsed on first access. */
  readonly products: readonly ProductListDTO[];
  readonly limit: number;
  readonly page: number | undefined;
  /** The exact number of products that pass the filter; `undefined` if it was not requested. */
  readonly total: number | undefined;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
  readonly facets: readonly Facet[] | undefined;
  readonly correctedText: string | undefined;
  /** The cursor of one product on the page: the next page starts after it. */
  cursorOf(position: number): string;
}

const NO_ENTRY = new Uint8Array(0);

/** How often a page is selected again because evicted entries had to be fetched for it. */
const ATTEMPTS = 8;

/** What the public catalog returns, for both REST and GraphQL. Everything except product pages comes from memory. */
@Injectable()
export class CatalogService {
  private readonly objects = new ParsedEntries();

  constructor(
    private readonly live: LiveCatalog,
    private readonly repository: ProductRepository,
    private readonly lazyUpgrade: LazyUpgrade,
  ) {}

  /** The current age of responses from memory. */
  get freshness(): Freshness {
    return this.live.freshness;
  }

  /**
   * The revision of the catalog once it includes everything up to a cluster time. Throws if that is impossible: see
   * `LiveCatalog.read`.
   */
  async revision(since?: bigint): Promise<CatalogRevision> {
    const { revision, popularityRevision } = await this.live.read(since);
    return { revision, popularityRevision };
  }

  /** Whether nothing has changed since a revision. */
  isAt(revision: number): boolean {
    return this.live.isAt(revision);
  }

  /** A page of products with the requested total, facets and cursors, all from one state of the catalog. */
  list(query: ListingQuery, since?: bigint): Promise<Listing> {
    return this.withEntries(
      (state) => state.list(query),
      (state, page, entries) => this.toListing(state, query, page, entries),
      since,
    );
  }

  /** Facets without products. */
  async facets(
    query: ListingQuery,
    since?: bigint,
  ): Promise<{ readonly total: number; readonly facets: readonly Facet[] }> {
    const { total, facets } = (await this.live.read(since)).count(query);
    return { total, facets: toFacets(facets, query.filter) };
  }

  /** A product's page, from the database. Throws `NotFoundError` if no public product has that id or slug. */
  async get(idOrSlug: string): Promise<FullProduct> {
    const found = await this.repository.findByIdOrSlug(idOrSlug, this.live.idsOfSlug(idOrSlug));
    if (found === null) throw notFound(idOrSlug);
    return found;
  }

  /** Whether an id or slug may have a product page, according to memory; `true` if memory cannot tell. */
  mayShow(idOrSlug: string): boolean {
    return this.live.mayShow(idOrSlug);
  }

  /** The product with an id or a slug, from the database; `null` if there is none. */
  find(by: { readonly id: string } | { readonly slug: string }): Promise<FullProduct | null> {
    return 'id' in by
      ? this.repository.findById(by.id)
      : this.repository.findBySlug(by.slug, this.live.idsOfSlug(by.slug));
  }

  /** The products with the given ids, in the requested order, `null` for each missing one. */
  findByIds(ids: readonly string[], since?: bigint): Promise<(ProductListDTO | null)[]> {
    const rowsOf = ({ columns }: CatalogState): (number | undefined)[] => ids.map((id) => publicRowOf(columns, id));
    return this.withEntries(
      (state) => ({ rows: rowsOf(state).filter((row) => row !== undefined) }),
      (state) => rowsOf(state).map((row) => (row === undefined ? null : this.parsed(state, row))),
      since,
    );
  }

  /**
   * Products that share material and category with one, the most similar first. Throws `NotFoundError` if there is no
   * such product.
   */
  related(idOrSlug: string, limit: number, since?: bigint): Promise<readonly ProductListDTO[]> {
    return this.withEntries(
      ({ columns }) => {
        const row = publicRowOf(columns, idOrSlug) ?? publicRowOfSlug(columns, idOrSlug);
        if (row === undefined) throw notFound(idOrSlug);
        return { rows: relatedRows(columns, row, limit) };
      },
      (state, { rows }) => rows.map((row) => this.parsed(state, row)),
      since,
    );
  }

  /** Suggestions for what a shopper is typing; tolerates misspellings. */
  async suggest(text: string, limit: number, since?: bigint): Promise<readonly Suggestion[]> {
    return suggest((await this.live.read(since)).columns, text, limit);
  }

  /**
   * Selects rows and builds the result from their entries within one turn of the event loop. If entries are not in
   * memory, it fetches them and selects the rows again.
   */
  private async withEntries<S extends { readonly rows: readonly number[] }, T>(
    select: (state: CatalogState) => S,
    answer: (state: CatalogState, selected: S, entries: readonly Uint8Array[]) => T,
    since?: bigint,
  ): Promise<T> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const state = await this.live.read(since);
      const selected = select(state);
      const missing = selected.rows.filter((row) => !state.entries.has(row));
      if (missing.length === 0) {
        this.offerUpgrades(state, selected.rows);
        return answer(
          state,
          selected,
          selected.rows.map((row) => state.entries.get(row) ?? NO_ENTRY),
        );
      }
      await this.live.load(missing.map((row) => state.columns.idOf(row)));
    }
    throw new UnavailableError('The products on this page change faster than they can be read; try again in a moment');
  }

  private parsed(state: CatalogState, row: number): ProductListDTO {
    return this.objects.of(row, state.hashOf(row), state.entries.get(row) ?? NO_ENTRY);
  }

  private offerUpgrades({ columns }: CatalogState, rows: readonly number[]): void {
    for (const row of rows)
      if ((columns.versions[row] ?? LATEST_VERSION) < LATEST_VERSION) this.lazyUpgrade.offerId(columns.idOf(row));
  }

  private toListing(
    state: CatalogState,
    { filter, sort, limit, page, facets, count }: ListingQuery,
    { rows, keys, more, counts, correctedText }: ListedPage,
    entries: readonly Uint8Array[],
  ): Listing {
    const fingerprint = listingFingerprint(filter, sort);
    const cursor = (side: 'after' | 'before', key: SortKey | undefined): string | null =>
      key === undefined ? null : encodeCursor({ side, key }, fingerprint);
    // A client with a `before` cursor came from a product after this page, so there is a next page.
    const hasNext = page.kind === 'before' ? true : more;
    const hasPrevious = page.kind === 'before' ? more : page.kind === 'after' || page.page > 1;
    const hashes = rows.map((row) => state.hashOf(row));
    const { objects } = this;
    let products: readonly ProductListDTO[] | undefined;
    return {
      revision: state.revision,
      popularityRevision: sort === 'popular' ? state.popularityRevision : undefined,
      entries,
      hashes,
      limit,
      hasNext,
      hasPrevious,
      get products() {
        return (products ??= entries.map((entry, position) =>
          objects.of(rows[position] ?? 0, hashes[position] ?? 0, entry),
        ));
      },
      page: page.kind === 'page' ? page.page : undefined,
      total: count === 'exact' ? counts?.total : undefined,
      nextCursor: hasNext ? cursor('after', keys.at(-1)) : null,
      prevCursor: hasPrevious ? cursor('before', keys[0]) : null,
      facets: facets.length > 0 && counts !== undefined ? toFacets(counts.facets, filter) : undefined,
      correctedText,
      cursorOf: (position) => cursor('after', keys[position]) ?? '',
    };
  }
}

function notFound(idOrSlug: string): NotFoundError {
  return new NotFoundError(`There is no product with the id or slug ${idOrSlug.slice(0, 100)}`);
}
