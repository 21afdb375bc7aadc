import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { SuggestionKindEnum } from '../catalog/dto/enums.js';
import { Facet } from '../catalog/dto/facet.dto.js';
import { ProductListDTO } from '../catalog/dto/product-list.dto.js';

/** A product on a page with its position in the listing. */
@ObjectType()
export class ProductEdge {
  @Field({ description: 'For `after` and `before`, with the same filter and sort' }) cursor!: string;
  @Field(() => ProductListDTO) node!: ProductListDTO;
}

/** The position of a page in its listing. */
@ObjectType()
export class PageInfo {
  @Field() hasNextPage!: boolean;
  @Field() hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor?: string | null;
  @Field(() => String, { nullable: true }) endCursor?: string | null;
}

/** A page of products. */
@ObjectType()
export class ProductConnection {
  @Field(() => [ProductEdge]) edges!: ProductEdge[];
  @Field(() => [ProductListDTO]) nodes!: ProductListDTO[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
  @Field(() => Int, { nullable: true, description: 'The exact number of products that pass the filter' })
  totalCount?: number;
  /** Every facet that any field of the query asks for; the field itself returns those of its `keys`. */
  counted?: readonly Facet[];
  @Field(() => String, {
    nullable: true,
    description: 'The full-text query as interpreted, if its spelling was corrected',
  })
  correctedQuery?: string;
}

/** A suggestion for a partly typed query. */
@ObjectType('Suggestion')
export class SuggestionType {
  @Field(() => SuggestionKindEnum) kind!: string;
  @Field() text!: string;
  @Field({ description: 'The corresponding REST parameter' }) query!: string;
  @Field(() => ID, { nullable: true }) id?: string;
  @Field(() => Float, { nullable: true }) count?: number;
}
