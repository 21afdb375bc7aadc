import type { mongo } from 'mongoose';

/** The server's time. Times in documents are compared with it because the clocks of instances differ. */
export async function serverTime(db: mongo.Db): Promise<Date> {
  return (await db.command({ hello: 1 }))['localTime'] as Date;
}
