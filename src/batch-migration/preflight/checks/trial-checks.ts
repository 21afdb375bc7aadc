import type { mongo } from 'mongoose';
import { messageOf } from '../../../errors/message-of.js';
import { LATEST_VERSION, toCopyGuard, toUpdatePipeline, upgradeToLatest } from '../../../../migrations/index.js';
import type { StoredDocument } from '../../../../migrations/index.js';
import { catalogIndexes } from '../../../indexes/index-definitions.js';
import { byIds } from '../../../database/collections.js';
import { passed, failed } from '../check.js';
import type { CheckFinding, PreflightCheck, PreflightContext } from '../check.js';
import { collectionInfo, productIndexes } from '../database-facts.js';
import { nameOf } from '../documents/id-list.js';
import { withScratch } from '../scratch.js';

/** A trial's copy is small; larger documents are left out. */
const MAX_BYTES = 256 * 1024;
const MAX_DOCUMENTS = 400;

type Trial = mongo.Collection<StoredDocument & { _id: unknown }>;

/**
 * Copies documents of every shape, upgrades them on the server in a scratch collection, and tests them against the
 * collection's validator and unique indexes.
 */
export const TRIAL_CHECKS: readonly PreflightCheck[] = [
  { name: 'validator', severity: 'blocker', run: tryValidator },
  { name: 'index-builds', severity: 'blocker', run: tryIndexes },
];

async function tryValidator(context: PreflightContext): Promise<CheckFinding> {
  const { validator, validationAction } = (await collectionInfo(context.collections))?.options ?? {};
  if (validator === undefined) return passed('The collection has no validator');
  return withUpgraded(context, async (trial, count) => {
    const refused = await trial
      .find({ $nor: [validator as mongo.Document] }, { projection: { _id: 1 }, limit: 100 })
      .toArray();
    if (refused.length === 0)
      return passed(`The collection's validator accepts all of ${count} upgraded documents, one of each form`);
    if (validationAction === 'warn')
      return passed(`The collection's validator would warn about ${refused.length} of ${count} upgraded documents`);
    return failed(
      `The collection's validator would refuse ` +
        `${refused.length} of ${count} upgraded documents, e.g. ${nameOf(refused[0]?._id)}`,
      `Change the validator so that it accepts documents of version ${LATEST_VERSION} (domain fields at their new ` +
        'paths) before the migration',
      { ids: refused.map(({ _id }) => nameOf(_id)) },
    );
  });
}

async function tryIndexes(context: PreflightContext): Promise<CheckFinding> {
  const present = (await productIndexes(context.collections)).filter(({ name }) => name !== '_id_');
  const declared = catalogIndexes().filter(({ name }) => !present.some((index) => index.name === name));
  const wanted = [
    ...present.map(({ v: _version, expireAfterSeconds: _expiry, ...index }) => index),
    ...declared.map(({ serves: _serves, ...index }) => index),
  ] as unknown as mongo.IndexDescription[];
  return withUpgraded(context, async (trial, count) => {
    const problems = await build(trial, wanted);
    if (problems.length === 0)
      return passed(
        `All ${wanted.length} indexes can be built on upgraded documents; ${count} were tried, one of each form`,
      );
    return failed(
      `Indexes cannot be built on upgraded documents: ${problems.join('; ')}`,
      'Drop the index, or repair the documents it rejects',
      { problems },
    );
  });
}

async function build(trial: Trial, indexes: readonly mongo.IndexDescription[]): Promise<readonly string[]> {
  if (indexes.length === 0) return [];
  try {
    await trial.createIndexes([...indexes]);
    return [];
  } catch {
    // One at a time, to find out which one fails.
    const problems: string[] = [];
    for (const index of indexes) {
      await trial.createIndexes([index]).catch((error: unknown) => {
        problems.push(`${index.name}: ${messageOf(error)}`);
      });
    }
    return problems;
  }
}

/** Copies the representatives byte for byte, and upgrades the copies as a migration would. */
async function withUpgraded(
  context: PreflightContext,
  check: (trial: Trial, count: number) => Promise<CheckFinding>,
): Promise<CheckFinding> {
  const {
    collections: { db, products },
    representativeIds,
  } = context;
  return withScratch(db, 1, async ([name = '']) => {
    const trial: Trial = db.collection(name, { enableUtf8Validation: false });
    await db.createCollection(name);
    const small = {
      ...byIds(representativeIds.slice(0, MAX_DOCUMENTS)),
      $expr: { $lt: [{ $bsonSize: '$$ROOT' }, MAX_BYTES] },
    };
    await products.aggregate([{ $match: small }, { $merge: { into: name, whenMatched: 'replace' } }]).toArray();
    let count = 0;
    for await (const document of trial.find({}, { batchSize: 50 })) {
      const outcome = upgradeToLatest(document);
      if (outcome.ok && outcome.value.patch !== null)
        await trial.updateOne(
          { ...byIds([document._id]), ...toCopyGuard(document, outcome.value.patch) },
          toUpdatePipeline(outcome.value.patch),
        );
      count++;
    }
    return check(trial, count);
  });
}
