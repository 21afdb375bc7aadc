import { isDeepStrictEqual } from 'node:util';

import { BSON } from 'mongodb';

import { withoutPaths } from '../../../migrations/document-path.js';
import {
  differences,
  recognise,
  type StoredDocument,
  supersededSince,
  upgradeToLatest,
} from '../../../migrations/index.js';
import { AT_THE_END, productProblem } from './expected-content.js';
import type { ExpectedVersions } from './final-check.js';
import type { Ledger } from './ledger.js';
import { productOf, type TrackedProduct } from './tracked-product.js';
import { isSumOf } from './stock-check.js';
import type { Violation } from './workload-context.js';

/** A stored document, decoded and raw. */
export interface Stored {
  readonly key: string;
  readonly document: StoredDocument;
  readonly raw: Uint8Array;
}

type Found = Violation & { readonly counter?: string };

const LATEST = 2;
/** The fields that the workload's own writes change, and the service's bookkeeping fields. */
const WRITTEN = [
  'workload',
  'name',
  'description',
  'pricing',
  'basePrice',
  'price',
  'inventory',
  'slug',
  'revision',
  'updatedAt',
  'legacy',
  'newer',
] as const;

/** Everything that is wrong with one stored document. */
export function documentProblems(ledger: Ledger, stored: Stored, versions: ExpectedVersions): Found[] {
  const { key, document } = stored;
  const tracked = ledger.get(key);
  if (tracked === undefined) {
    return ledger.isCreate(String(document.description))
      ? []
      : [{ kind: 'unexpected-product', product: key, detail: 'Nobody stored it' }];
  }
  const named = (problems: readonly Omit<Found, 'product'>[]): Found[] =>
    problems.map((problem) => ({ ...problem, product: key }));
  const life = lifeProblem(tracked, document);
  // A document of the wrong life also has the wrong content; one finding is enough.
  if (life !== undefined) return named([life]);
  return named([
    ...counterProblems(tracked, document),
    ...contentProblems(tracked, document),
    ...versionProblems(tracked, document, versions),
    ...byteProblems(tracked, stored, versions),
  ]);
}

function lifeProblem(tracked: TrackedProduct, { workload }: StoredDocument): Omit<Found, 'product'> | undefined {
  const possible = tracked.lives.possible().map(({ number }) => number);
  if (possible.every((number) => number === 0))
    return { kind: 'resurrected-product', detail: 'It was deleted, but is there' };
  const life = (workload as { life?: unknown } | undefined)?.life;
  if (life === undefined || possible.includes(Number(life))) return undefined;
  return {
    kind: 'stale-product',
    detail:
      'It is of life ' +
      `${String(life)}, which ended; it may be of ${possible.filter((number) => number > 0).join(', ')}`,
  };
}

function counterProblems(tracked: TrackedProduct, { workload }: StoredDocument): Omit<Found, 'product'>[] {
  const stored = (workload ?? {}) as Record<string, unknown>;
  const fields = new Set(
    [...tracked.counters.keys(), ...Object.keys(stored)].filter((field) => field !== 'life' && field !== 'writer'),
  );
  return [...fields].flatMap((counter) => {
    const { ok, unknown } = tracked.counters.get(counter) ?? { ok: 0, unknown: 0 };
    const value = Number(stored[counter] ?? 0);
    const detail = `Counter ${counter} is ${value} after ${ok} acknowledged and ${unknown} unknown increments`;
    if (value < ok) return [{ kind: 'lost-increment', counter, detail }];
    return value > ok + unknown ? [{ kind: 'extra-increment', counter, detail }] : [];
  });
}

function contentProblems(tracked: TrackedProduct, document: StoredDocument): Omit<Found, 'product'>[] {
  const product = productOf(document);
  const hadOne = tracked.lives.possible().some((life) => life.product !== undefined);
  if (product === undefined || !hadOne) {
    return (product === undefined) === !hadOne
      ? []
      : [
          {
            kind: 'wrong-content',
            detail: product === undefined ? 'It is no product any more' : 'It was no product and is one now',
          },
        ];
  }
  const problem = productProblem(tracked, product, AT_THE_END);
  return [...(problem === undefined ? [] : [{ ...problem }]), ...stockProblem(tracked, product.inventory.quantity)];
}

function stockProblem(tracked: TrackedProduct, quantity: number | undefined): Omit<Found, 'product'>[] {
  const { product, stock, isStock } = tracked;
  if (!isStock) return [];
  const surplus = (quantity ?? 0) - (product?.inventory.quantity ?? 0) - stock.delta;
  return isSumOf(stock.unknown, surplus)
    ? []
    : [{ kind: 'wrong-stock', detail: `${String(quantity)} pieces: ${surplus} more than were acknowledged` }];
}

function versionProblems(
  { version, product, raw }: TrackedProduct,
  document: StoredDocument,
  versions: ExpectedVersions,
): Omit<Found, 'product'>[] {
  if (versions === 'either' || raw === undefined || product === undefined) return [];
  const now = recognise(document)?.version;
  const wanted = versions === 'first' ? version : LATEST;
  return now === wanted
    ? []
    : [{ kind: 'wrong-version', detail: `It is of version ${String(now)} instead of ${String(wanted)}` }];
}

/**
 * Apart from what was written to it, an original document must have the same bytes as before, or those that the mapping
 * produces from them.
 */
function byteProblems(
  tracked: TrackedProduct,
  { document, raw }: Stored,
  versions: ExpectedVersions,
): Omit<Found, 'product'>[] {
  if (tracked.raw === undefined) return [];
  const before = BSON.deserialize(tracked.raw) as StoredDocument;
  if (recognise(document) === recognise(before)) {
    if (!tracked.isTouched)
      return Buffer.compare(raw, tracked.raw) === 0
        ? []
        : [
            {
              kind: 'changed-bytes',
              detail: `It is not byte for byte what it was: ${firstDifference(typed(tracked.raw, []), typed(raw, []))}`,
            },
          ];
    const [was, is] = [typed(tracked.raw, WRITTEN), typed(raw, WRITTEN)];
    return isDeepStrictEqual(was, is)
      ? []
      : [{ kind: 'changed-bytes', detail: `More was changed than what was written: ${firstDifference(was, is)}` }];
  }
  const outcome = upgradeToLatest(before);
  if (!outcome.ok || recognise(document)?.version !== LATEST)
    return [{ kind: 'wrong-version', detail: 'It is of a version that it never was' }];
  const touched: readonly string[] = tracked.isTouched ? WRITTEN : [];
  const removed = versions === 'cleaned-up' ? ['legacy', ...supersededSince(outcome.value.from)] : [];
  const wrong = differences(withoutPaths(outcome.value.document, removed), withoutPaths(document, removed)).filter(
    ({ path }) => !touched.includes(path.split('.')[0] ?? ''),
  );
  return wrong.length === 0
    ? []
    : [
        {
          kind: 'wrong-upgrade',
          detail: `It is not what its upgrade gives at ${wrong.map(({ path }) => path).join(', ')}`,
        },
      ];
}

/** A serialization that includes every BSON type, without some fields. */
function typed(raw: Uint8Array, without: readonly string[]): Record<string, unknown> {
  const document = BSON.EJSON.serialize(BSON.deserialize(raw, { promoteValues: false, bsonRegExp: true }), {
    relaxed: false,
  }) as Record<string, unknown>;
  if (without.includes('slug')) withoutSlug(document);
  return Object.fromEntries(Object.entries(document).filter(([key]) => !without.includes(key)));
}

/**
 * A slug derived from the name stays the same when the name is edited in the new shape. After a rollback it is stored
 * in `seo.slug`, which decides in the old one.
 */
function withoutSlug(document: Record<string, unknown>): void {
  const { seo } = document;
  if (typeof seo !== 'object' || seo === null || Array.isArray(seo)) return;
  const rest = Object.entries(seo).filter(([key]) => key !== 'slug');
  if (rest.length === 0) delete document['seo'];
  else document['seo'] = Object.fromEntries(rest);
}

function firstDifference(was: Record<string, unknown>, is: Record<string, unknown>): string {
  const field = [...new Set([...Object.keys(was), ...Object.keys(is)])].find(
    (key) => !isDeepStrictEqual(was[key], is[key]),
  );
  return field === undefined
    ? 'the order of fields'
    : `${field} is ${JSON.stringify(is[field])?.slice(0, 120)}, was ${JSON.stringify(was[field])?.slice(0, 120)}`;
}
