import type { mongo } from 'mongoose';

/** The server's time: what the times in its documents are compared with, since the clocks of instances differ. */
export async function serverTime(db: mongo.Db): Promise<Date> {
  return (await db.command({ hello: 1 }))['localTime'] as Date;
}
