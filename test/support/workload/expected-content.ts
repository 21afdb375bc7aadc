import { isDeepStrictEqual } from 'node:util';

import { isPlainObject } from '../../../migrations/bson-value.js';
import type { Product } from '../../../migrations/index.js';
import { toProductListDto } from '../../../src/catalog/product.mapper.js';
import { editContent, editNumber } from './edits.js';
import type { TrackedProduct } from './tracked-product.js';

/** A product as the API shows it, read from JSON. */
export interface ShownProduct {
  readonly _id: string;
  readonly name: string;
  readonly description?: string;
  readonly pricing: { readonly basePrice: number; readonly currency: string };
  readonly [field: string]: unknown;
}

/** The time span in which something was read; if absent, after all writes have ended. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** After everything. */
export const AT_THE_END: Span = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** A state that no sequence of the known writes could have produced. */
export interface ContentProblem {
  readonly kind: 'lost-edit' | 'torn-edit' | 'wrong-content';
  readonly detail: string;
}

/** What is wrong with a product as the API showed it: as a whole it must equal one of the possible versions. */
export function shownProblem(tracked: TrackedProduct, answer: ShownProduct, span: Span): ContentProblem | undefined {
  // Listings do not include the product page's additional fields.
  const shown = Object.fromEntries(Object.entries(answer).filter(([field]) => field !== 'detail'));
  return problemOf(tracked, {
    shown,
    edits: { name: answer.name, description: answer.description },
    expected: shownAs,
    span,
  });
}

/** Most products never change and are shown over and over. */
const shownBefore = new WeakMap<Product, object>();

function shownAs(product: Product): object {
  const shown = shownBefore.get(product) ?? (JSON.parse(JSON.stringify(toProductListDto(product))) as object);
  shownBefore.set(product, shown);
  return shown;
}

/** The same for the product in a stored document, including the fields that no listing shows. */
export function productProblem(tracked: TrackedProduct, product: Product, span: Span): ContentProblem | undefined {
  return problemOf(tracked, { shown: product, edits: product, expected: (version) => version, span });
}

interface Comparison {
  readonly shown: object;
  readonly edits: { readonly name: string; readonly description: string | undefined };
  readonly expected: (product: Product) => object;
  readonly span: Span;
}

function problemOf(tracked: TrackedProduct, { shown, edits, expected, span }: Comparison): ContentProblem | undefined {
  const { byName, byDescription } = editNumber({ name: edits.name, description: edits.description ?? null });
  if (byName !== byDescription)
    return { kind: 'torn-edit', detail: `The name is of edit ${byName}, the description of edit ${byDescription}` };
  const possible = tracked.edits.possible(span.from, span.to);
  if (!possible.includes(byName))
    return { kind: 'lost-edit', detail: `It shows edit ${byName}, but may show only ${possible.join(', ')}` };

  const actual = comparable(tracked, shown);
  const versions = tracked.lives
    .possible(span.from, span.to)
    .flatMap(({ product }) => (product === undefined ? [] : [product]));
  const wanted = versions.map((product) => comparable(tracked, expected(edited(tracked, product, byName))));
  const { discovery: _, ...told } = actual;
  // A response of the admin API, which may be all that is known of a product, does not include its discovery data.
  if (wanted.some((one) => isDeepStrictEqual(one, one['discovery'] === undefined ? told : actual))) return undefined;
  return { kind: 'wrong-content', detail: `It is ${difference(wanted[0] ?? {}, actual)}` };
}

/** The product after one of its edits. */
export function edited(tracked: TrackedProduct, product: Product, edit: number): Product {
  const { editor } = tracked;
  if (edit === 0 || editor === undefined) return product;
  const { name, description, price } = editContent(editor.name, edit);
  return {
    ...product,
    name,
    description,
    ...(editor.withPrice ? { pricing: { ...product.pricing, basePrice: price } } : {}),
  };
}

/** Without what depends on more than the product's own history: its transferred stock, a slug derived from its name. */
function comparable(tracked: TrackedProduct, shown: object): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...shown };
  if (tracked.isStock) delete copy['inventory'];
  if (tracked.edits.hasWrites || !tracked.hasKnownDate) delete copy['slug'];
  if (!tracked.hasKnownDate) delete copy['createdAt'];
  // Whether a product is on sale depends on the price, which edits change.
  if (isPlainObject(copy['discovery'])) copy['discovery'] = { ...copy['discovery'], onSale: undefined };
  return copy;
}

function difference(wanted: Record<string, unknown>, actual: Record<string, unknown>): string {
  const field = [...new Set([...Object.keys(wanted), ...Object.keys(actual)])].find(
    (key) => !isDeepStrictEqual(wanted[key], actual[key]),
  );
  return field === undefined
    ? 'of no life that it may have'
    : `${field} ${JSON.stringify(actual[field])} instead of ${JSON.stringify(wanted[field])}`;
}
