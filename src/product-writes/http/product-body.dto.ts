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
} from './product-body.rules.js';
import { quoteHint } from '../../admin/quote-hint.js';

/** Every status that an admin may give a product; the public sees the first three. */
export const STATUSES = ['active', 'out-of-stock', 'coming-soon', 'inactive', 'discontinued'] as const;

const MOST_TAGS = 50;
const LONGEST_TAG = 60;
const HIGHEST_PRICE = 1e9;
const MOST_PIECES = 1e9;
const LARGEST_DELTA = 1e6;
const word = 60;

/** Price, for writing. */
export class PricingBody {
  @NumberWithin(0, HIGHEST_PRICE) basePrice?: number;
  @Currency() currency?: string;
}

/** Stock, for writing. */
export class InventoryBody {
  @Flag('Follows from status and quantity; another value is refused') available?: boolean;
  @NumberWithin(0, MOST_PIECES, {
    whole: true,
    removable: true,
    description: 'Pieces that can be sold; null: they are not counted',
  })
  quantity?: number | null;
}

/** Flags, tags and status, for writing. */
export class MetadataBody {
  @Flag() featured?: boolean;
  @Flag() bestseller?: boolean;
  @Flag() newArrival?: boolean;

  @ValidateIf((_, value: unknown) => value !== undefined)
  @Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) ? value.map((tag: unknown) => (typeof tag === 'string' ? tag.trim() : tag)) : value,
  )
  @IsArray({ message: 'is no list' })
  @ArrayMaxSize(MOST_TAGS, { message: `has more than ${MOST_TAGS} tags` })
  @IsString({ each: true, message: 'has something that is no text' })
  @MaxLength(LONGEST_TAG, { each: true, message: `has a tag of more than ${LONGEST_TAG} characters` })
  @Matches(LINE, {
    each: true,
    message: 'has a tag that is blank, has nothing that can be seen, or has control characters',
  })
  @ArrayUnique({ message: 'has a tag twice' })
  @ApiPropertyOptional({ type: [String], maxItems: MOST_TAGS, uniqueItems: true })
  tags?: string[];

  @OneOf(STATUSES) status?: (typeof STATUSES)[number];
}

/** Where the metal comes from, for writing. */
export class MetalSustainabilityBody {
  @Flag() recycled?: boolean;
  @Flag() ethicallySourced?: boolean;
}

/** The metal, for writing. */
export class MetalBody {
  @OneOf(METAL_TYPES, 'MetalType') type?: MetalType;
  @Line(word) purity?: string;
  @Line(word) finish?: string;
  @Part(MetalSustainabilityBody) sustainability?: MetalSustainabilityBody;
}

/** Where the stone comes from, for writing. */
export class StoneSustainabilityBody {
  @Flag('Follows from the type where that comes in both kinds') labGrown?: boolean;
  @Flag() conflictFree?: boolean;
  @Flag() traceable?: boolean;
}

/** The stone, for writing. */
export class StoneBody {
  @OneOf(STONE_TYPES, 'StoneType') type?: StoneType;
  @NumberWithin(0.001, 100_000, { removable: true }) carat?: number | null;
  @Line(word, { removable: true }) cut?: string | null;
  @Line(word, { removable: true }) clarity?: string | null;
  @Line(word, { removable: true }) color?: string | null;
  @Line(word) certification?: string;
  @Part(StoneSustainabilityBody) sustainability?: StoneSustainabilityBody;
}

/** Metal and stone, for writing. */
export class MaterialSpecsBody {
  @Part(MetalBody) metal?: MetalBody;
  @Part(StoneBody, { removable: true }) stone?: StoneBody | null;
}

/** The designer, for writing. */
export class CreatorBody {
  @Line(100) handle?: string;
  @Line(200) name?: string;
}

/**
 * What a PATCH may say of a product: what is left out stays, objects are merged, lists replaced, and null takes an
 * optional field away.
 */
export class UpdateProductBody {
  @Line(200) name?: string;
  @LongText(10_000) description?: string;
  @OneOf(CATEGORIES, 'ProductCategory') category?: ProductCategory;
  @OneOf(SUBCATEGORIES, 'ProductSubcategory') subcategory?: ProductSubcategory;
  @Slug() slug?: string;
  @Address() primaryImage?: string;
  @Part(PricingBody) pricing?: PricingBody;
  @Part(InventoryBody) inventory?: InventoryBody;
  @Part(MetadataBody) metadata?: MetadataBody;
  @Part(MaterialSpecsBody) materialSpecs?: MaterialSpecsBody;
  @Part(CreatorBody, { removable: true }) creator?: CreatorBody | null;
}

/** A change of stock. */
export class InventoryDeltaBody {
  /** Pieces that come in, or, below 0, go out. */
  // The last rule is asked first: what is no integer is not told to be too large.
  @NotEquals(0, { message: 'changes nothing' })
  @Min(-LARGEST_DELTA, { message: `is below ${-LARGEST_DELTA}` })
  @Max(LARGEST_DELTA, { message: `is above ${LARGEST_DELTA}` })
  @IsInt({ message: ({ value }) => `is no whole number; it must be an integer${quoteHint(value)}` })
  @ApiProperty({ type: 'integer', minimum: -LARGEST_DELTA, maximum: LARGEST_DELTA, example: -1 })
  delta!: number;
}
