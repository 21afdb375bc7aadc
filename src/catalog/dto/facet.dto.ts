import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FILTERS } from '../../listing/filters.js';
import { FacetKindEnum } from './enums.js';

/** One value of a facet with its count. */
@ObjectType()
export class FacetValue {
  /** The value as the REST parameter takes it. */
  @Field() @ApiProperty({ example: '14k-gold' }) value!: string;
  @Field() @ApiProperty({ example: '14K yellow gold' }) label!: string;
  /** Products that the listing would have with this value chosen (all other filters kept). */
  @Field(() => Int) @ApiProperty() count!: number;
  @Field() @ApiProperty() selected!: boolean;
  /** The REST parameter that chooses it, e.g. `metal=14k-gold`. */
  @Field() @ApiProperty({ example: 'metal=14k-gold' }) query!: string;
}

/** A part of a range with its count; `from` belongs to it, `to` does not. */
@ObjectType()
export class FacetBucket {
  @Field(() => Float) @ApiProperty() from!: number;
  /** Absent for the last bucket, which is open at the top. */
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() to?: number;
  @Field(() => Int) @ApiProperty() count!: number;
}

/** The chosen bounds of a range. */
@ObjectType()
export class FacetBounds {
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() min?: number;
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() max?: number;
}

/** A facet: how the products that pass all other filters spread over the values of one. */
@ObjectType()
export class Facet {
  @Field() @ApiProperty({ enum: FILTERS.map(({ key }) => key) }) key!: string;
  @Field() @ApiProperty() label!: string;
  @Field(() => FacetKindEnum) @ApiProperty({ enum: ['terms', 'range', 'boolean'] }) kind!:
    'terms' | 'range' | 'boolean';
  /** How several chosen values combine; ranges have none. */
  @Field({ nullable: true }) @ApiPropertyOptional({ enum: ['or', 'and'] }) operator?: 'or' | 'and';
  @Field({ nullable: true }) @ApiPropertyOptional({ example: 'ct' }) unit?: string;
  @Field(() => Int) @ApiProperty() selectedCount!: number;
  /** Products to which the facet does not apply. */
  @Field(() => Int) @ApiProperty() missing!: number;
  /** Products whose values are not listed, since there are too many values. */
  @Field(() => Int) @ApiProperty() other!: number;
  @Field(() => [FacetValue], { nullable: true }) @ApiPropertyOptional({ type: [FacetValue] }) values?: FacetValue[];
  /** Smallest and largest number (ranges). */
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() min?: number;
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() max?: number;
  @Field(() => FacetBounds, { nullable: true }) @ApiPropertyOptional({ type: FacetBounds }) selected?: FacetBounds;
  @Field(() => [FacetBucket], { nullable: true }) @ApiPropertyOptional({ type: [FacetBucket] }) buckets?: FacetBucket[];
}
