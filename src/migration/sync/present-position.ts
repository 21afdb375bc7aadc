import type { mongo } from 'mongoose';

import { ChangeReader } from './change-reader.js';

/** A resume token of this moment: whatever changes from here on comes after it. */
export async function presentPosition(db: mongo.Db): Promise<unknown> {
  const { operationTime } = await db.command({ ping: 1 });
  const reader = new ChangeReader(db, { time: operationTime as mongo.Timestamp });
  try {
    return (await reader.next(1)).token;
  } finally {
    await reader.close();
  }
}
