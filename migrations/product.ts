import type { MetalType, ProductCategory, ProductSubcategory, StoneType } from './vocabulary.js';

/**
 * A product's content, whatever version it is stored in: the result of the latest version's `read`, and all that the
 * catalog works with.
 */
export interface Product {
  /** The stored `_id` in its own type: usually an ObjectId or a string, rarely another BSON type. */
  readonly id: unknown;
  readonly name: string;
  readonly description: string;
  readonly category: ProductCategory;
  readonly subcategory: ProductSubcategory;
  readonly slug: string;
  readonly primaryImage: string;
  readonly pricing: { readonly basePrice: number; readonly currency: string };
  readonly inventory: { readonly available: boolean; readonly quantity?: number };
  readonly metadata: {
    readonly featured: boolean;
    readonly bestseller: boolean;
    readonly newArrival: boolean;
    readonly tags: readonly string[];
  };
  readonly materialSpecs: MaterialSpecs;
  readonly creator?: { readonly handle: string; readonly name: string };
  readonly discovery: Discovery;
  /** `active`, `out-of-stock`, `coming-soon`, `inactive`, `discontinued`, or any other value a writer used. */
  readonly status: string;
  /** Absent if the document has no valid date. */
  readonly createdAt?: Date;
}

/**
 * What a product is filtered and sorted by besides its content. No response shows it and no migration changes it: it
 * comes from fields that every version leaves where their writers put them.
 */
export interface Discovery {
  /** The names in `metadata.collections`, trimmed, without blanks and duplicates. */
  readonly collections: readonly string[];
  /** The metals the product is available in: its own and those of all its material options. */
  readonly metals: readonly MetalType[];
  /** The stones the product is available with: its own and those of all its gemstone options. */
  readonly stones: readonly StoneType[];
  /** Whether the product has material options. */
  readonly customizable: boolean;
  /** Whether an original or compare-at price is higher than the price. */
  readonly onSale: boolean;
  /** `analytics.views`; 0 if that is not a number. */
  readonly views: number;
  /** `analytics.purchases`; 0 if that is not a number. */
  readonly purchases: number;
}

export interface MaterialSpecs {
  readonly metal: {
    readonly type: MetalType;
    readonly purity: string;
    readonly finish: string;
    readonly sustainability: { readonly recycled: boolean; readonly ethicallySourced: boolean };
  };
  readonly stone?: {
    readonly type: StoneType;
    /** Carats, above 0; absent if the document states none. Never a default. */
    readonly carat?: number;
    readonly cut?: string;
    readonly clarity?: string;
    readonly color?: string;
    readonly certification: string;
    readonly sustainability: {
      readonly labGrown: boolean;
      readonly conflictFree: boolean;
      readonly traceable: boolean;
    };
  };
}

/**
 * What a product page needs besides the listing's fields; every part is optional content that writers may have left
 * out.
 */
export interface ProductDetail {
  readonly gallery: readonly { readonly url: string; readonly alt?: string }[];
  readonly customization: {
    readonly materials: readonly MaterialOption[];
    readonly gemstones: readonly GemstoneOption[];
    readonly engraving: boolean;
  };
  readonly sizes: readonly string[];
  readonly certifications: readonly {
    readonly type: string;
    readonly issuer?: string;
    readonly certificateNumber?: string;
  }[];
  readonly seo: {
    readonly metaTitle?: string;
    readonly metaDescription?: string;
    readonly keywords: readonly string[];
  };
}

export interface MaterialOption {
  readonly id?: string;
  readonly name: string;
  readonly type?: string;
  readonly purity?: string;
  readonly finish?: string;
  readonly priceMultiplier?: number;
}

export interface GemstoneOption {
  readonly id?: string;
  readonly name: string;
  readonly type?: string;
  readonly carat?: number;
  readonly cut?: string;
  readonly clarity?: string;
  readonly color?: string;
  readonly labGrown: boolean;
}
