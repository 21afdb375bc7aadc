import { OmitType } from '@nestjs/swagger';

import { CATEGORIES, METAL_TYPES, STONE_TYPES } from '../../../migrations/index.js';
import type { MetalType, ProductCategory, StoneType } from '../../../migrations/index.js';
import { Line, NumberWithin, OneOf, Part } from '../../http/input/body-fields.js';
import { MetalDto, PricingDto, StoneDto, UpdateProductDto } from './product-body.dto.js';

const MAX_PRICE = 1e9;

/** The price of a new product. */
export class NewPricingDto extends OmitType(PricingDto, ['basePrice'] as const) {
  @NumberWithin(0, MAX_PRICE, { required: true, example: 1290 }) basePrice!: number;
}

/** The metal of a new product. */
export class NewMetalDto extends OmitType(MetalDto, ['type'] as const) {
  @OneOf(METAL_TYPES, { enumName: 'MetalType', required: true }) type!: MetalType;
}

/** The stone of a new product. */
export class NewStoneDto extends OmitType(StoneDto, ['type'] as const) {
  @OneOf(STONE_TYPES, { enumName: 'StoneType', required: true }) type!: StoneType;
}

/** The materials of a new product. */
export class NewMaterialSpecsDto {
  @Part(NewMetalDto, { required: true }) metal!: NewMetalDto;
  @Part(NewStoneDto, { nullable: true }) stone?: NewStoneDto | null;
}

/** The designer of a new product. */
export class NewCreatorDto {
  @Line(100, { required: true }) handle!: string;
  @Line(200, { required: true }) name!: string;
}

/** A new product: the fields of an update, some of them required. */
export class CreateProductDto extends OmitType(UpdateProductDto, [
  'name',
  'category',
  'pricing',
  'materialSpecs',
  'creator',
] as const) {
  @Line(200, { required: true, example: 'Orbit ring' }) name!: string;
  @OneOf(CATEGORIES, { enumName: 'ProductCategory', required: true }) category!: ProductCategory;
  @Part(NewPricingDto, { required: true }) pricing!: NewPricingDto;
  @Part(NewMaterialSpecsDto, { required: true }) materialSpecs!: NewMaterialSpecsDto;
  @Part(NewCreatorDto, { nullable: true }) creator?: NewCreatorDto | null;
}
