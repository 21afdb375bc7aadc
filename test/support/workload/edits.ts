import type { Document } from 'mongodb';

/**
 * Edit number `n` of a product writes its name, its description and (if the shape allows) its price together, all
 * derived from the number: so a reader can tell from any response which edit it saw, and whether it saw all of it.
 */
export interface EditContent {
  readonly name: string;
  readonly description: string;
  readonly price: number;
}

const NAME = /^Edit (\d+) of (.+)$/;
const DESCRIPTION = /^Described by edit (\d+) of (.+)$/;

/** The content of an edit. */
export function editContent(writer: string, edit: number): EditContent {
  return {
    name: `Edit ${edit} of ${writer}`,
    description: `Described by edit ${edit} of ${writer}`,
    price: 50 + ((edit * 37) % 9_000),
  };
}

/** The same as an update by outside writers; documents of the first shop's shape keep their price elsewhere. */
export function editUpdate(
  { name, description, price }: EditContent,
  { withPrice }: { readonly withPrice: boolean },
): Document {
  return { $set: { name, description, ...(withPrice ? { 'pricing.basePrice': price } : {}) } };
}

/** The number of the edit that a name or a description comes from; 0 if none. */
export function editNumber({ name, description }: { readonly name: string; readonly description?: string | null }): {
  readonly byName: number;
  readonly byDescription: number;
} {
  return {
    byName: Number(NAME.exec(name)?.[1] ?? 0),
    byDescription: Number(DESCRIPTION.exec(description ?? '')?.[1] ?? 0),
  };
}
