import fc from 'fast-check';
import type { Product } from '../../migrations/index.js';
import type { ListingFilter } from '../../src/listing/filters.js';
import { FLAG_FILTERS, NO_FILTER, TERMS_FILTERS } from '../../src/listing/filters.js';
import { idText } from '../../src/listing/product-id.js';

/** Filters made of values that products really have, so that most queries find something. */
export function arbitraryFilter(products: readonly Product[]): fc.Arbitrary<ListingFilter> {
  const terms = fc.subarray([...TERMS_FILTERS], { maxLength: 2 }).chain((filters) =>
    fc
      .tuple(
        ...filters.map(({ key, of }) => {
          const values = [...new Set(products.flatMap((product) => of(product) ?? []))].sort();
          return fc
            .uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })
            .map((chosen) => [key, chosen.sort()] as const);
        }),
      )
      .map((entries) => Object.fromEntries(entries)),
  );
  const flags = fc
    .subarray([...FLAG_FILTERS], { maxLength: 2 })
    .chain((filters) =>
      fc
        .tuple(...filters.map(({ key }) => fc.boolean().map((value) => [key, value] as const)))
        .map((entries) => Object.fromEntries(entries)),
    );
  const q = fc.option(fc.constantFrom('gold', 'ring', 'diamond ring', 'ros', 'pendant gift', 'zzzz'), {
    nil: undefined,
    freq: 1,
  });
  const ids = fc.option(
    fc.uniqueArray(fc.constantFrom(...products.map(({ id }) => idText(id))), { minLength: 1, maxLength: 8 }),
    { nil: undefined, freq: 1 },
  );
  const none = <T extends object>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | Record<string, never>> =>
    fc.oneof(arbitrary, fc.constant({}));
  return fc
    .record({
      terms: none(terms),
      flags: none(flags),
      price: bounds(50, 6000),
      carat: bounds(0, 3),
      q,
      ids,
      tagsMode: fc.constantFrom<'any' | 'all'>('any', 'all'),
    })
    .map((parts) => ({
      ...NO_FILTER,
      terms: parts.terms,
      flags: parts.flags,
      tagsMode: parts.tagsMode,
      ranges: {
        ...(parts.price === undefined ? {} : { price: parts.price }),
        ...(parts.carat === undefined ? {} : { carat: parts.carat }),
      },
      ...(parts.q === undefined ? {} : { q: parts.q }),
      ...(parts.ids === undefined || parts.q !== undefined ? {} : { ids: parts.ids }),
    }));
}

function bounds(low: number, high: number): fc.Arbitrary<{ min?: number; max?: number } | undefined> {
  const number = fc.integer({ min: low, max: high });
  const range = fc.record({ min: number, max: number }, { requiredKeys: [] });
  return fc.option(
    range.filter(
      ({ min, max }) => (min !== undefined || max !== undefined) && (min ?? 0) <= (max ?? Number.POSITIVE_INFINITY),
    ),
    { nil: undefined, freq: 1 },
  );
}
