import type { mongo } from 'mongoose';

import type { StoredDocument } from '../../migrations/index.js';
import { explainRead } from '../query-performance/explained-read.js';
import { DEFAULT_LIMIT } from '../listing/listing-query.js';
import type { IndexDefinition } from './index-definitions.js';

type Products = mongo.Collection<StoredDocument & { _id: unknown }>;

/** The plan that the database chooses for the query of a declared index. */
export interface ExplainedDefinition {
  readonly name: string;
  readonly query: string;
  /** The query, with values that many products have; `null` if no product has any. */
  readonly find: {
    readonly filter: Readonly<Record<string, unknown>>;
    readonly sort: Readonly<Record<string, 1 | -1>>;
    readonly limit: number;
  } | null;
  readonly plan: string;
  readonly keysExamined: number;
  readonly docsExamined: number;
  readonly returned: number;
  /** Duration of one run in milliseconds, measured by the client. */
  readonly milliseconds: number;
  /** Problems; empty if it is served as declared. */
  readonly reasons: readonly string[];
}

const SAMPLE = 1_000;
const TIMEOUT_MS = 10_000;
/** If more keys are read per returned product, the index is not selective enough. */
const MAX_KEYS_PER_PRODUCT = 3;

/** Runs the query of an index that others use, and checks whether the database uses the index. */
export async function explainDefinition(products: Products, definition: IndexDefinition): Promise<ExplainedDefinition> {
  const {
    name,
    serves: { query },
  } = definition;
  const find = await findFor(products, definition);
  if (find === undefined)
    return {
      name,
      query,
      find: null,
      plan: 'nothing to ask for',
      keysExamined: 0,
      docsExamined: 0,
      returned: 0,
      milliseconds: 0,
      reasons: [],
    };
  const { filter, ...options } = find;
  const read = await explainRead(products, { filter, options });
  const started = performance.now();
  await products.find(filter, { ...options, maxTimeMS: TIMEOUT_MS }).toArray();
  const milliseconds = Math.round((performance.now() - started) * 100) / 100;
  const { plan, stages, keysExamined, docsExamined, returned } = read;
  const reasons = [
    ...(stages.includes('COLLSCAN') ? ['the database reads the whole collection'] : []),
    ...(stages.includes('SORT') ? ['the database sorts what it found'] : []),
    ...(keysExamined > MAX_KEYS_PER_PRODUCT * Math.max(returned, 1)
      ? [`${keysExamined} keys are read for ${returned} products`]
      : []),
  ];
  return { name, query, find, plan, keysExamined, docsExamined, returned, milliseconds, reasons };
}

/**
 * Equality on the leading fields, with the most frequent combination of values in a sample, and the order of the other
 * fields.
 */
async function findFor(
  products: Products,
  { key, partialFilterExpression = {}, serves: { equal } }: IndexDefinition,
): Promise<NonNullable<ExplainedDefinition['find']> | undefined> {
  const group = Object.fromEntries(equal.map((path, at) => [`v${at}`, `$${path}`]));
  const known = Object.fromEntries(equal.map((path) => [path, { $ne: null }]));
  const [frequent] = await products
    .aggregate<{ readonly _id: Readonly<Record<string, unknown>> }>(
      [
        { $match: partialFilterExpression },
        { $limit: SAMPLE },
        { $match: known },
        { $group: { _id: group, count: { $sum: 1 } } },
        { $sort: { count: -1, _id: 1 } },
        { $limit: 1 },
      ],
      { maxTimeMS: TIMEOUT_MS },
    )
    .toArray();
  if (frequent === undefined) return undefined;
  const values = Object.fromEntries(equal.map((path, at) => [path, frequent._id[`v${at}`]]));
  const sort = Object.fromEntries(Object.entries(key).slice(equal.length)) as Readonly<Record<string, 1 | -1>>;
  return { filter: { ...partialFilterExpression, ...values }, sort, limit: DEFAULT_LIMIT };
}
