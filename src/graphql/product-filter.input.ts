import { Field, Float, ID, InputType } from '@nestjs/graphql';
import type { MetalType, ProductCategory, ProductSubcategory, StoneType } from '../../migrations/index.js';
import {
  MetalTypeEnum,
  ProductCategoryEnum,
  ProductSubcategoryEnum,
  StoneTypeEnum,
  TagsModeEnum,
} from '../catalog/dto/enums.js';

/** Alternatives among free-form values. */
@InputType()
export class TextValues {
  @Field(() => [String]) in!: string[];
}

@InputType()
export class CategoryValues {
  @Field(() => [ProductCategoryEnum]) in!: ProductCategory[];
}

@InputType()
export class SubcategoryValues {
  @Field(() => [ProductSubcategoryEnum]) in!: ProductSubcategory[];
}

@InputType()
export class MetalValues {
  @Field(() => [MetalTypeEnum]) in!: MetalType[];
}

@InputType()
export class StoneValues {
  @Field(() => [StoneTypeEnum]) in!: StoneType[];
}

@InputType()
export class TagValues {
  @Field(() => [String]) in!: string[];
  @Field(() => TagsModeEnum, { nullable: true, description: 'Whether any (default) or all of the tags are required' })
  mode?: 'any' | 'all';
}

/** Inclusive bounds. */
@InputType()
export class NumberRange {
  @Field(() => Float, { nullable: true }) min?: number;
  @Field(() => Float, { nullable: true }) max?: number;
}

@InputType()
export class MetalFilter {
  @Field(() => MetalValues, { nullable: true }) type?: MetalValues;
  @Field(() => TextValues, { nullable: true }) purity?: TextValues;
  @Field(() => TextValues, { nullable: true }) finish?: TextValues;
  @Field(() => Boolean, { nullable: true }) recycled?: boolean;
  @Field(() => Boolean, { nullable: true }) ethicallySourced?: boolean;
}

@InputType()
export class StoneFilter {
  @Field(() => StoneValues, { nullable: true }) type?: StoneValues;
  @Field(() => TextValues, { nullable: true }) cut?: TextValues;
  @Field(() => TextValues, { nullable: true }) clarity?: TextValues;
  @Field(() => TextValues, { nullable: true }) color?: TextValues;
  @Field(() => TextValues, { nullable: true }) certification?: TextValues;
  @Field(() => NumberRange, { nullable: true }) carat?: NumberRange;
  @Field(() => Boolean, { nullable: true }) labGrown?: boolean;
  @Field(() => Boolean, { nullable: true }) conflictFree?: boolean;
  @Field(() => Boolean, { nullable: true }) traceable?: boolean;
}

/**
 * The parameters of GET /api/products, grouped. Filters combine with "and"; the values within one filter are
 * alternatives.
 */
@InputType({
  description: 'The parameters of GET /api/products, grouped. Filters combine with "and", the values of one with "or".',
})
export class ProductFilter {
  @Field(() => CategoryValues, { nullable: true }) category?: CategoryValues;
  @Field(() => SubcategoryValues, { nullable: true }) subcategory?: SubcategoryValues;
  @Field(() => MetalFilter, { nullable: true }) metal?: MetalFilter;
  @Field(() => StoneFilter, { nullable: true }) stone?: StoneFilter;
  @Field(() => MetalValues, {
    nullable: true,
    description: 'Metals that the product is available in, as its main metal or an option',
  })
  availableIn?: MetalValues;
  @Field(() => StoneValues, {
    nullable: true,
    description: 'Stones that the product is available with, as its main stone or an option',
  })
  availableStone?: StoneValues;
  @Field(() => NumberRange, { nullable: true }) price?: NumberRange;
  @Field(() => TagValues, { nullable: true }) tags?: TagValues;
  @Field(() => TextValues, { nullable: true }) collection?: TextValues;
  @Field(() => TextValues, { nullable: true }) creator?: TextValues;
  @Field(() => TextValues, { nullable: true }) currency?: TextValues;
  @Field(() => Boolean, { nullable: true }) inStock?: boolean;
  @Field(() => Boolean, { nullable: true, description: 'Whether the original price is higher than the price' })
  onSale?: boolean;
  @Field(() => Boolean, { nullable: true, description: 'Whether the product has material options' })
  customizable?: boolean;
  @Field(() => Boolean, { nullable: true }) featured?: boolean;
  @Field(() => Boolean, { nullable: true }) bestseller?: boolean;
  @Field(() => Boolean, { nullable: true }) newArrival?: boolean;
  @Field(() => String, { nullable: true, description: 'Full text; tolerates misspellings' }) q?: string;
  @Field(() => [ID], { nullable: true }) ids?: string[];
  @Field(() => [String], { nullable: true }) slugs?: string[];
}
