import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';

/** Progress of an index build's current step: reading documents, then inserting sorted keys. */
export interface BuildProgress {
  readonly done: number;
  readonly total: number;
}

/** Progress of a build on the products; `undefined` if none is running or the account may not see it. */
export async function buildProgress(client: mongo.MongoClient, database: string): Promise<BuildProgress | undefined> {
  try {
    const [found] = await client
      .db('admin')
      .aggregate<{ readonly progress: BuildProgress }>(
        [
          { $currentOp: { allUsers: true } },
          { $match: { ns: `${database}.${PRODUCTS}`, msg: /^Index Build/, 'progress.total': { $gt: 0 } } },
          {
            $project: {
              _id: 0,
              progress: { done: { $toDouble: '$progress.done' }, total: { $toDouble: '$progress.total' } },
            },
          },
          { $limit: 1 },
        ],
        { readConcern: { level: 'local' } },
      )
      .toArray();
    return found?.progress;
  } catch {
    return undefined;
  }
}
