import type { UniqueIndexReport } from '../documents/document-report.js';
import type { mongo } from 'mongoose';
import { valuelessIndexes } from '../../../products/unique-indexes.js';
import { FENCE_TITLE } from '../../../database/fence-title.js';
import { passed, failed, unknown } from '../check.js';
import type { CheckFinding, PreflightCheck } from '../check.js';
import type { CollectionInfo } from '../database-facts.js';
import { collectionInfo, productIndexes } from '../database-facts.js';

/** The live collection: its type, its options and its indexes. */
export const COLLECTION_CHECKS: readonly PreflightCheck[] = [
  {
    name: 'collection-type',
    severity: 'blocker',
    ends: true,
    run: async ({ collections }) => judgeType(await collectionInfo(collections)),
  },
  {
    name: 'fence-left-behind',
    severity: 'blocker',
    run: async ({ collections }) => judgeFence(await collectionInfo(collections)),
  },
  {
    name: 'collation',
    severity: 'warning',
    run: async ({ collections }) => judgeCollation(await collectionInfo(collections)),
  },
  {
    name: 'options',
    severity: 'info',
    run: async ({ collections }) => {
      const info = await collectionInfo(collections);
      const set = Object.keys(info?.options ?? {});
      return passed(
        set.length === 0
          ? 'The collection has no options'
          : `The collection has options that are carried over: ${set.join(', ')}`,
        { options: info?.options ?? {}, indexes: await productIndexes(collections) },
      );
    },
  },
  {
    name: 'ttl-indexes',
    severity: 'warning',
    run: async ({ collections }) => {
      const names = (await productIndexes(collections))
        .filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)
        .map(({ name }) => name);
      if (names.length === 0) return passed('No TTL index');
      return failed(
        `TTL index: ${names.join(', ')}`,
        'It is built on the new collection only after the switch, so that documents do not expire on one side only',
        { names },
      );
    },
  },
  {
    name: 'unique-indexes-of-new-products',
    severity: 'warning',
    run: async ({ collections }) =>
      judgeValueless(
        (await productIndexes(collections)).filter(({ unique, name }) => unique === true && name !== '_id_'),
      ),
  },
  {
    name: 'unique-indexes',
    severity: 'blocker',
    run: ({ documents }) => {
      if (documents === null) return unknown('The documents were not checked');
      const refusing = documents.uniqueIndexes.filter(({ duplicates }) => duplicates.count > 0);
      const notExamined = documents.uniqueIndexes
        .filter((index) => index.notExamined !== undefined)
        .map(({ name, notExamined: why }) => `${name} (${why})`);
      const beside = notExamined.length === 0 ? '' : `; not checked: ${notExamined.join(', ')}`;
      if (refusing.length === 0)
        return passed(
          `${documents.uniqueIndexes.length} unique indexes besides _id would accept every upgraded document${beside}`,
          { notExamined },
        );
      return failed(
        'Upgraded documents would have the same value in a unique index: ' +
          `${refusing.map(duplicatesOf).join(', ')}${beside}`,
        'Repair these documents, or drop the index: it could not be built on the new collection',
        { indexes: refusing },
      );
    },
  },
];

/** Whether products created by this service have a distinct value in each unique index. */
export function judgeValueless(indexes: readonly mongo.IndexDescriptionInfo[]): CheckFinding {
  const found = valuelessIndexes(indexes);
  if (found.length === 0) return passed('Products created by this service have a value in every unique index');
  return failed(
    'Products created by this service have no value in a unique index, which accepts only one such document: ' +
      `${found.map(({ name, fields }) => `${name} (${fields.join(', ')})`).join('; ')}`,
    'Drop the index, or build it with a partialFilterExpression; until then, a second product is refused with 409',
    { indexes: found },
  );
}

/** Whether the collection is an ordinary one. */
export function judgeType(info: CollectionInfo | undefined): CheckFinding {
  if (info === undefined)
    return failed(
      'There is no collection named products',
      'Check MONGODB_DATABASE; an empty catalog needs no migration',
    );
  const { type, options } = info;
  const advice = 'Copy the products into an ordinary collection first';
  if (type !== 'collection') return failed(`products is a ${type}, not a collection`, advice);
  if (options.capped === true)
    return failed('products is a capped collection: its documents cannot grow, and old ones are removed', advice);
  if (options.clusteredIndex !== undefined)
    return failed('products is a clustered collection, which has no _id index', advice);
  if (options.encryptedFields !== undefined)
    return failed('products has encrypted fields, which the mapping cannot read', advice);
  return passed('An ordinary collection');
}

/** Whether an earlier run left its fence behind. */
export function judgeFence(info: CollectionInfo | undefined): CheckFinding {
  const schema = (info?.options.validator as { readonly $jsonSchema?: { readonly title?: unknown } } | undefined)
    ?.$jsonSchema;
  if (typeof schema?.title !== 'string' || !schema.title.startsWith(FENCE_TITLE))
    return passed('No write fence is set');
  return failed(
    `The write fence of an earlier migration is still set: ${schema.title}`,
    'Resume or abort that migration; until then, every write to a product is rejected',
  );
}

/** Whether the collection has a collation of its own. */
export function judgeCollation(info: CollectionInfo | undefined): CheckFinding {
  const collation = info?.options.collation as { readonly locale?: unknown } | undefined;
  if (collation?.locale === undefined || collation.locale === 'simple')
    return passed('Texts are compared byte by byte');
  return failed(
    `The collection has the collation ${String(collation.locale)}`,
    'It is carried over. The catalog orders names by code point, in memory, so listings do not depend on it',
    { collation },
  );
}

/** An index, with the number of values that it would refuse. */
function duplicatesOf({ name, duplicates }: UniqueIndexReport): string {
  return `${name} (${duplicates.count}, e.g. ${duplicates.first[0]})`;
}
