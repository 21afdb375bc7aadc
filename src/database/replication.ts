import { mongo } from 'mongoose';

/** A member of the replica set, as seen by the queried member. */
export interface Member {
  /** `host:port`. */
  readonly name: string;
  /** E.g. `PRIMARY`, `SECONDARY`, `RECOVERING`, `(not reachable/healthy)`. */
  readonly state: string;
  readonly healthy: boolean;
  /** How far it lags behind the primary; `null` unless it is a healthy secondary, and while there is no primary. */
  readonly lagSeconds: number | null;
}

interface MemberStatus {
  readonly name: string;
  readonly stateStr: string;
  readonly health: number;
  readonly optimeDate?: Date;
}

/** The members of the replica set. Throws without the privilege (role `catalogDiagnostics`), and on a mongos. */
export async function readMembers(client: mongo.MongoClient): Promise<readonly Member[]> {
  const status = (await client.db('admin').command({ replSetGetStatus: 1 })) as {
    readonly members?: readonly MemberStatus[];
  };
  const members = status.members ?? [];
  const newest = members.find(({ stateStr }) => stateStr === 'PRIMARY')?.optimeDate;
  return members.map(({ name, stateStr, health, optimeDate }) => ({
    name,
    state: stateStr,
    healthy: health === 1,
    lagSeconds:
      stateStr !== 'SECONDARY' || health !== 1 || newest === undefined || optimeDate === undefined
        ? null
        : Math.max(0, (newest.getTime() - optimeDate.getTime()) / 1000),
  }));
}

/** How far back the oplog reaches. */
export interface OplogWindow {
  /** Times of the oldest and the newest entry, in seconds since 1970. */
  readonly first: number;
  readonly last: number;
  /** The used fraction of its size, from 0 to 1: until it is full, it drops nothing. */
  readonly filled: number;
}

/** The oplog; `undefined` on a mongos, which has none. Throws if it cannot be read. */
export async function readOplogWindow(client: mongo.MongoClient): Promise<OplogWindow | undefined> {
  if ((await client.db('admin').command({ hello: 1 }))['msg'] === 'isdbgrid') return undefined;
  const oplog = client
    .db('local', { readConcern: new mongo.ReadConcern('local') })
    .collection<{ ts: mongo.Timestamp }>('oplog.rs');
  const end = (direction: 1 | -1): Promise<{ ts: mongo.Timestamp } | null> =>
    oplog.findOne({}, { sort: { $natural: direction }, projection: { ts: 1 } });
  const [first, last, stats] = await Promise.all([
    end(1),
    end(-1),
    oplog.aggregate<{ storageStats: { size: number; maxSize: number } }>([{ $collStats: { storageStats: {} } }]).next(),
  ]);
  if (first === null || last === null || stats === null) return undefined;
  const { size, maxSize } = stats.storageStats;
  return {
    first: first.ts.getHighBitsUnsigned(),
    last: last.ts.getHighBitsUnsigned(),
    filled: Number(size) / Math.max(1, Number(maxSize)),
  };
}
