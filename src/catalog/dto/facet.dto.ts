import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FILTERS } from '../../listing/filters.js';
import { FacetKindEnum } from './enums.js';

/** A facet value with its count. */
@ObjectType()
export class FacetValue {
  /** The value as the REST parameter takes it. */
  @Field() @ApiProperty({ example: '14k-gold' }) value!: string;
  @Field() @ApiProperty({ example: '14K yellow gold' }) label!: string;
  /** The number of products the listing would have with this value selected (and all other filters kept). */
  @Field(() => Int) @ApiProperty() count!: number;
  @Field() @ApiProperty() selected!: boolean;
  /** The REST parameter that selects it, e.g. `metal=14k-gold`. */
  @Field() @ApiProperty({ example: 'metal=14k-gold' }) query!: string;
}

/** A bucket of a range with its count; includes `from`, excludes `to`. */
@ObjectType()
export class FacetBucket {
  @Field(() => Float) @ApiProperty() from!: number;
  /** Absent for the last bucket, which is open at the top. */
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() to?: number;
  @Field(() => Int) @ApiProperty() count!: number;
}

/** The selected bounds of a range. */
@ObjectType()
export class FacetBounds {
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() min?: number;
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() max?: number;
}

/** A facet: how the products that pass all other filters are distributed over the values of one filter. */
@ObjectType()
export class Facet {
  @Field() @ApiProperty({ enum: FILTERS.map(({ key }) => key) }) key!: string;
  @Field() @ApiProperty() label!: string;
  @Field(() => FacetKindEnum) @ApiProperty({ enum: ['terms', 'range', 'boolean'] }) kind!:
    'terms' | 'range' | 'boolean';
  /** How several selected values combine; absent for ranges. */
  @Field({ nullable: true }) @ApiPropertyOptional({ enum: ['or', 'and'] }) operator?: 'or' | 'and';
  @Field({ nullable: true }) @ApiPropertyOptional({ example: 'ct' }) unit?: string;
  @Field(() => Int) @ApiProperty() selectedCount!: number;
  /** The number of products without a value for this facet. */
  @Field(() => Int) @ApiProperty() missing!: number;
  /** The number of products whose values are not listed because there are too many. */
  @Field(() => Int) @ApiProperty() other!: number;
  @Field(() => [FacetValue], { nullable: true }) @ApiPropertyOptional({ type: [FacetValue] }) values?: FacetValue[];
  /** The smallest and largest value (ranges). */
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() min?: number;
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() max?: number;
  @Field(() => FacetBounds, { nullable: true }) @ApiPropertyOptional({ type: FacetBounds }) selected?: FacetBounds;
  @Field(() => [FacetBucket], { nullable: true }) @ApiPropertyOptional({ type: [FacetBucket] }) buckets?: FacetBucket[];
}
