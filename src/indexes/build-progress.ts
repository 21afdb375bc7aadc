import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';

/** How far the server is with the step of an index build that it is at: reading documents, then sorting in keys. */
export interface BuildProgress {
  readonly done: number;
  readonly total: number;
}

/** Progress of a build on the products; `undefined` where nothing is built, and where the account may not look. */
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
