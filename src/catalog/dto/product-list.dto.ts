import { Field, Float, ID, ObjectType } from '@nestjs/graphql';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { MetalType, ProductCategory, ProductSubcategory, StoneType } from '../../../migrations/index.js';
import { CATEGORIES, METAL_TYPES, STONE_TYPES, SUBCATEGORIES } from '../../../migrations/index.js';
import { MetalTypeEnum, ProductCategoryEnum, ProductSubcategoryEnum, StoneTypeEnum } from './enums.js';

/** The price of a product. */
@ObjectType()
export class ProductPricing {
  /** In units of the currency, at least 0. */
  @Field(() => Float) @ApiProperty({ minimum: 0, example: 1290 }) basePrice!: number;
  /** ISO 4217 code. */
  @Field() @ApiProperty({ example: 'USD', pattern: '^[A-Z]{3}$' }) currency!: string;
}

/** Whether a product is in stock, and how many pieces. */
@ObjectType()
export class ProductInventory {
  @Field() @ApiProperty() available!: boolean;
  /** Absent if the shop does not track the quantity of this product. */
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional({ minimum: 0 }) quantity?: number;
}

/** Flags and tags of a product. */
@ObjectType()
export class ProductMetadata {
  @Field() @ApiProperty() featured!: boolean;
  @Field() @ApiProperty() bestseller!: boolean;
  @Field() @ApiProperty() newArrival!: boolean;
  @Field(() => [String]) @ApiProperty({ type: [String] }) tags!: string[];
}

/** Where the metal comes from. */
@ObjectType()
export class MetalSustainability {
  @Field() @ApiProperty() recycled!: boolean;
  @Field() @ApiProperty() ethicallySourced!: boolean;
}

/** The main metal of a product. */
@ObjectType()
export class ProductMetal {
  @Field(() => MetalTypeEnum) @ApiProperty({ enum: METAL_TYPES, enumName: 'MetalType' }) type!: MetalType;
  @Field() @ApiProperty({ example: '14K' }) purity!: string;
  @Field() @ApiProperty({ example: 'polished' }) finish!: string;
  @Field(() => MetalSustainability) @ApiProperty({ type: MetalSustainability }) sustainability!: MetalSustainability;
}

/** Where the stone comes from. */
@ObjectType()
export class StoneSustainability {
  @Field() @ApiProperty() labGrown!: boolean;
  @Field() @ApiProperty() conflictFree!: boolean;
  @Field() @ApiProperty() traceable!: boolean;
}

/** The main stone of a product. */
@ObjectType()
export class ProductStone {
  @Field(() => StoneTypeEnum) @ApiProperty({ enum: STONE_TYPES, enumName: 'StoneType' }) type!: StoneType;
  /** Carats; absent if the maker states none. */
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional({ example: 0.75 }) carat?: number;
  @Field({ nullable: true }) @ApiPropertyOptional() cut?: string;
  @Field({ nullable: true }) @ApiPropertyOptional() clarity?: string;
  @Field({ nullable: true }) @ApiPropertyOptional() color?: string;
  /** The grading laboratory, or `none`. */
  @Field() @ApiProperty({ example: 'IGI' }) certification!: string;
  @Field(() => StoneSustainability) @ApiProperty({ type: StoneSustainability }) sustainability!: StoneSustainability;
}

/** The materials of a product. */
@ObjectType()
export class ProductListMaterialSpecs {
  @Field(() => ProductMetal) @ApiProperty({ type: ProductMetal }) metal!: ProductMetal;
  /** Absent if the product has no stone. */
  @Field(() => ProductStone, { nullable: true }) @ApiPropertyOptional({ type: ProductStone }) stone?: ProductStone;
}

/** The designer behind a product. */
@ObjectType()
export class ProductCreator {
  @Field() @ApiProperty() handle!: string;
  @Field() @ApiProperty() name!: string;
}

/** A picture of a product. */
@ObjectType()
export class ProductImage {
  @Field() @ApiProperty() url!: string;
  @Field({ nullable: true }) @ApiPropertyOptional() alt?: string;
}

/** A material the product can be ordered in. */
@ObjectType()
export class MaterialOptionDTO {
  @Field({ nullable: true }) @ApiPropertyOptional() id?: string;
  @Field() @ApiProperty() name!: string;
  @Field({ nullable: true }) @ApiPropertyOptional() type?: string;
  @Field({ nullable: true }) @ApiPropertyOptional() purity?: string;
  @Field({ nullable: true }) @ApiPropertyOptional() finish?: string;
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() priceMultiplier?: number;
}

/** A stone the product can be ordered with. */
@ObjectType()
export class GemstoneOptionDTO {
  @Field({ nullable: true }) @ApiPropertyOptional() id?: string;
  @Field() @ApiProperty() name!: string;
  @Field({ nullable: true }) @ApiPropertyOptional() type?: string;
  @Field(() => Float, { nullable: true }) @ApiPropertyOptional() carat?: number;
  @Field({ nullable: true }) @ApiPropertyOptional() cut?: string;
  @Field({ nullable: true }) @ApiPropertyOptional() clarity?: string;
  @Field({ nullable: true }) @ApiPropertyOptional() color?: string;
  @Field() @ApiProperty() labGrown!: boolean;
}

/** How the product can be customized. */
@ObjectType()
export class ProductCustomization {
  @Field(() => [MaterialOptionDTO]) @ApiProperty({ type: [MaterialOptionDTO] }) materials!: MaterialOptionDTO[];
  @Field(() => [GemstoneOptionDTO]) @ApiProperty({ type: [GemstoneOptionDTO] }) gemstones!: GemstoneOptionDTO[];
  @Field() @ApiProperty() engraving!: boolean;
}

/** A certificate of a product. */
@ObjectType()
export class ProductCertification {
  @Field() @ApiProperty() type!: string;
  @Field({ nullable: true }) @ApiPropertyOptional() issuer?: string;
  @Field({ nullable: true }) @ApiPropertyOptional() certificateNumber?: string;
}

/** Metadata for search engines. */
@ObjectType()
export class ProductSeo {
  @Field({ nullable: true }) @ApiPropertyOptional() metaTitle?: string;
  @Field({ nullable: true }) @ApiPropertyOptional() metaDescription?: string;
  @Field(() => [String]) @ApiProperty({ type: [String] }) keywords!: string[];
}

/** What a product page shows besides the listing's fields. */
@ObjectType()
export class ProductDetailFields {
  @Field(() => [ProductImage]) @ApiProperty({ type: [ProductImage] }) gallery!: ProductImage[];
  @Field(() => ProductCustomization) @ApiProperty({ type: ProductCustomization }) customization!: ProductCustomization;
  @Field(() => [String]) @ApiProperty({ type: [String] }) sizes!: string[];
  @Field(() => [ProductCertification])
  @ApiProperty({ type: [ProductCertification] })
  certifications!: ProductCertification[];
  @Field(() => ProductSeo) @ApiProperty({ type: ProductSeo }) seo!: ProductSeo;
}

/** A product as listings show it: the same shape in both APIs, whatever version it is stored in. */
@ObjectType('Product')
export class ProductListDTO {
  @Field(() => ID) @ApiProperty({ example: 'prod_1724061000_003' }) _id!: string;
  @Field() @ApiProperty() name!: string;
  /** In listings, overlong text is truncated and ends with `…`. */
  @Field({ nullable: true })
  @ApiProperty({ description: 'Plain text; listings truncate overlong texts and end them with …' })
  description!: string;
  @Field(() => ProductCategoryEnum, { nullable: true })
  @ApiProperty({ enum: CATEGORIES, enumName: 'ProductCategory' })
  category!: ProductCategory;
  @Field(() => ProductSubcategoryEnum, { nullable: true })
  @ApiProperty({ enum: SUBCATEGORIES, enumName: 'ProductSubcategory' })
  subcategory!: ProductSubcategory;
  @Field() @ApiProperty({ example: 'first-light-solitaire' }) slug!: string;
  @Field({ nullable: true }) @ApiProperty() primaryImage!: string;
  @Field(() => ProductPricing) @ApiProperty({ type: ProductPricing }) pricing!: ProductPricing;
  @Field(() => ProductInventory, { nullable: true })
  @ApiProperty({ type: ProductInventory })
  inventory!: ProductInventory;
  @Field(() => ProductMetadata, { nullable: true }) @ApiProperty({ type: ProductMetadata }) metadata!: ProductMetadata;
  @Field(() => ProductListMaterialSpecs, { nullable: true })
  @ApiProperty({ type: ProductListMaterialSpecs })
  materialSpecs!: ProductListMaterialSpecs;
  @Field(() => ProductCreator, { nullable: true })
  @ApiPropertyOptional({ type: ProductCreator })
  creator?: ProductCreator;
  /** GraphQL only: set by `product(...)`, null in listings. REST has it in `ProductDetailDTO`. */
  @Field(() => ProductDetailFields, { nullable: true, description: 'What the product page shows; null in listings' })
  detail?: ProductDetailFields;
}

/** A product as its page shows it. */
export class ProductDetailDTO extends ProductListDTO {
  @ApiProperty({ type: ProductDetailFields }) declare detail: ProductDetailFields;
}
