import type { mongo } from 'mongoose';

import { presentTime } from '../database/present-time.js';
import { ChangeReader } from './change-reader.js';

/** A resume token for now: every later change comes after it. */
export async function presentPosition(db: mongo.Db): Promise<unknown> {
  const reader = new ChangeReader(db, { time: await presentTime(db) });
  try {
    return (await reader.next(1)).token;
  } finally {
    await reader.close();
  }
}
