import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  NotEquals,
  ValidateIf,
} from 'class-validator';

import type { MetalType, ProductCategory, ProductSubcategory, StoneType } from '../../../migrations/index.js';
import { CATEGORIES, METAL_TYPES, STONE_TYPES, SUBCATEGORIES } from '../../../migrations/index.js';
import {
  Address,
  Currency,
  Flag,
  Line,
  LINE,
  LongText,
  NumberWithin,
  OneOf,
  Part,
  Slug,
} from '../../http/input/body-fields.js';
import { quoteHint } from '../../http/input/wording.js';

/** Every status that an admin may set; the public sees products with the first three. */
const STATUSES = ['active', 'out-of-stock', 'coming-soon', 'inactive', 'discontinued'] as const;

const MAX_TAGS = 50;
const LONGEST_TAG = 60;
const MAX_PRICE = 1e9;
const MAX_PIECES = 1e9;
const MAX_DELTA = 1e6;
const WORD = 60;

/** Price, in write requests. */
export class PricingDto {
  @NumberWithin(0, MAX_PRICE) basePrice?: number;
  @Currency() currency?: string;
}

/** Stock, in write requests. */
export class InventoryDto {
  @Flag({ description: 'Derived from status and quantity; any other value is rejected' }) available?: boolean;
  @NumberWithin(0, MAX_PIECES, {
    integer: true,
    nullable: true,
    description: 'The sellable quantity; null: not tracked',
  })
  quantity?: number | null;
}

/** Flags, tags and status, in write requests. */
export class MetadataDto {
  @Flag() featured?: boolean;
  @Flag() bestseller?: boolean;
  @Flag() newArrival?: boolean;

  @ValidateIf((_, value: unknown) => value !== undefined)
  @Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) ? value.map((tag: unknown) => (typeof tag === 'string' ? tag.trim() : tag)) : value,
  )
  @IsArray({ message: 'must be a list of tags' })
  @ArrayMaxSize(MAX_TAGS, { message: `must have at most ${MAX_TAGS} tags` })
  @IsString({ each: true, message: 'must be a list of texts' })
  @MaxLength(LONGEST_TAG, { each: true, message: `must have tags of at most ${LONGEST_TAG} characters` })
  @Matches(LINE, {
    each: true,
    message: 'must have tags with a visible character and no control characters',
  })
  @ArrayUnique({ message: 'must not have a tag twice' })
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: LONGEST_TAG },
    maxItems: MAX_TAGS,
    uniqueItems: true,
  })
  tags?: string[];

  @OneOf(STATUSES) status?: (typeof STATUSES)[number];
}

/** Where the metal comes from, in write requests. */
export class MetalSustainabilityDto {
  @Flag() recycled?: boolean;
  @Flag() ethicallySourced?: boolean;
}

/** The metal, in write requests. */
export class MetalDto {
  @OneOf(METAL_TYPES, { enumName: 'MetalType' }) type?: MetalType;
  @Line(WORD) purity?: string;
  @Line(WORD) finish?: string;
  @Part(MetalSustainabilityDto) sustainability?: MetalSustainabilityDto;
}

/** Where the stone comes from, in write requests. */
export class StoneSustainabilityDto {
  @Flag({ description: 'Derived from the type if that exists both mined and lab-grown' }) labGrown?: boolean;
  @Flag() conflictFree?: boolean;
  @Flag() traceable?: boolean;
}

/** The stone, in write requests. */
export class StoneDto {
  @OneOf(STONE_TYPES, { enumName: 'StoneType' }) type?: StoneType;
  @NumberWithin(0.001, 100_000, { nullable: true }) carat?: number | null;
  @Line(WORD, { nullable: true }) cut?: string | null;
  @Line(WORD, { nullable: true }) clarity?: string | null;
  @Line(WORD, { nullable: true }) color?: string | null;
  @Line(WORD) certification?: string;
  @Part(StoneSustainabilityDto) sustainability?: StoneSustainabilityDto;
}

/** Metal and stone, in write requests. */
export class MaterialSpecsDto {
  @Part(MetalDto) metal?: MetalDto;
  @Part(StoneDto, { nullable: true }) stone?: StoneDto | null;
}

/** The designer, in write requests. */
export class CreatorDto {
  @Line(100) handle?: string;
  @Line(200) name?: string;
}

/**
 * The body of a PATCH: omitted fields stay unchanged, objects are merged, lists replaced, and null removes an optional
 * field.
 */
export class UpdateProductDto {
  @Line(200) name?: string;
  @LongText(10_000) description?: string;
  @OneOf(CATEGORIES, { enumName: 'ProductCategory' }) category?: ProductCategory;
  @OneOf(SUBCATEGORIES, { enumName: 'ProductSubcategory' }) subcategory?: ProductSubcategory;
  @Slug() slug?: string;
  @Address() primaryImage?: string;
  @Part(PricingDto) pricing?: PricingDto;
  @Part(InventoryDto) inventory?: InventoryDto;
  @Part(MetadataDto) metadata?: MetadataDto;
  @Part(MaterialSpecsDto) materialSpecs?: MaterialSpecsDto;
  @Part(CreatorDto, { nullable: true }) creator?: CreatorDto | null;
}

/** A change of the stock. */
export class InventoryDeltaDto {
  // The last rule is checked first: a value that is not an integer is not reported as too large.
  @NotEquals(0, { message: 'must not be 0, which changes nothing' })
  @Min(-MAX_DELTA, { message: `must be at least ${-MAX_DELTA}` })
  @Max(MAX_DELTA, { message: `must be at most ${MAX_DELTA}` })
  @IsInt({ message: ({ value }) => `must be an integer${quoteHint(value)}` })
  @ApiProperty({
    type: 'integer',
    minimum: -MAX_DELTA,
    maximum: MAX_DELTA,
    not: { enum: [0] },
    example: -1,
    description: 'Pieces to add, or, if negative, to remove',
  })
  delta!: number;
}
