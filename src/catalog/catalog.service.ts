import { Injectable } from '@nestjs/common';
import type { Product } from '../../migrations/index.js';
import { CatalogIndex } from '../catalog-index/catalog-index.js';
import { relatedIds } from '../catalog-index/related.js';
import type { Suggestion } from '../catalog-index/suggestions.js';
import { suggest } from '../catalog-index/suggestions.js';
import { NotFoundError } from '../errors/domain-error.js';
import { encodeCursor, listingFingerprint } from '../listing/cursor.js';
import type { ListingQuery } from '../listing/listing-query.js';
import type { SortKey } from '../listing/sort-orders.js';
import { ListingReader } from '../storage/listing-reader.js';
import type { FullProduct } from '../storage/product.repository.js';
import { ProductRepository } from '../storage/product.repository.js';
import { AnswerCache } from './answer-cache.js';
import type { Facet } from './dto/facet.dto.js';
import { toFacets } from './facets.js';

/** A listing as both APIs answer it. */
export interface Listing {
  readonly products: readonly Product[];
  readonly limit: number;
  readonly page?: number;
  /** Exact number of products that pass the filter; absent where it was not asked for. */
  readonly total?: number;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
  readonly facets?: readonly Facet[];
  readonly correctedText?: string;
  /** The cursor of one product of the page: what comes after it. */
  cursorOf(position: number): string;
}

/** What the public catalogue answers: the same for REST and GraphQL. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly listings: ListingReader,
    private readonly repository: ProductRepository,
    private readonly index: CatalogIndex,
    private readonly cache: AnswerCache,
  ) {}

  /** A page of products with total, facets and cursors as asked for. */
  list(query: ListingQuery): Promise<Listing> {
    return this.cache.get(query, () => this.readListing(query));
  }

  /** Facets alone. */
  async facets(query: ListingQuery): Promise<{ readonly total: number; readonly facets: readonly Facet[] }> {
    const counts = await this.listings.count(query);
    return { total: counts.total, facets: toFacets(counts.facets, query.filter) };
  }

  /** A product's page. Throws `NotFoundError` where there is no public product of that id or slug. */
  async get(idOrSlug: string): Promise<FullProduct> {
    return this.found(await this.repository.findByIdOrSlug(idOrSlug), idOrSlug);
  }

  /** The product with an id or with a slug; `null` where there is none. */
  find(by: { readonly id: string } | { readonly slug: string }): Promise<FullProduct | null> {
    return 'id' in by ? this.repository.findById(by.id) : this.repository.findBySlug(by.slug);
  }

  /** The products with the given ids, in the order asked, `null` where there is none. */
  findByIds(ids: readonly string[]): Promise<(Product | null)[]> {
    return this.repository.findByIds(ids);
  }

  /** Products that share material and category with one, the most alike first. */
  async related(idOrSlug: string, limit: number): Promise<readonly Product[]> {
    const { product } = await this.get(idOrSlug);
    return this.relatedTo(product, limit);
  }

  /** The same for a product that has been read already. */
  async relatedTo(product: Product, limit: number): Promise<readonly Product[]> {
    return this.repository.findByStoredIds(relatedIds((await this.index.current()).columns, product.id, limit));
  }

  /** What a shopper who types this may mean; spelling is forgiven. */
  async suggest(text: string, limit: number): Promise<readonly Suggestion[]> {
    return suggest((await this.index.current()).columns, text, limit);
  }

  private async readListing(query: ListingQuery): Promise<Listing> {
    const { page, limit, sort, filter } = query;
    const { products, keys, more, counts, correctedText } = await this.listings.read(query);
    const fingerprint = listingFingerprint(filter, sort);
    const cursor = (side: 'after' | 'before', key: SortKey | undefined): string | null =>
      key === undefined ? null : encodeCursor({ side, key }, fingerprint);
    // Whoever came by a cursor came from a product on its other side.
    const hasNext = page.kind === 'before' ? true : more;
    const hasPrevious = page.kind === 'before' ? more : page.kind === 'after' || page.page > 1;
    return {
      products, limit, hasNext, hasPrevious,
      ...(page.kind === 'page' ? { page: page.page } : {}),
      ...(query.count === 'exact' && counts !== undefined ? { total: counts.total } : {}),
      nextCursor: hasNext ? cursor('after', keys.at(-1)) : null,
      prevCursor: hasPrevious ? cursor('before', keys[0]) : null,
      ...(query.facets.length > 0 && counts !== undefined ? { facets: toFacets(counts.facets, filter) } : {}),
      ...(correctedText === undefined ? {} : { correctedText }),
      cursorOf: (position) => cursor('after', keys[position]) ?? '',
    };
  }

  private found(product: FullProduct | null, idOrSlug: string): FullProduct {
    if (product === null) throw new NotFoundError(`There is no product with the id or slug ${idOrSlug.slice(0, 100)}`);
    return product;
  }
}
