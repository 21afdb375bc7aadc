import { messageOf } from '../../../errors/message-of.js';
import { passed, failed } from '../check.js';
import type { CheckFinding, PreflightCheck, PreflightContext } from '../check.js';
import { askServer } from '../database-facts.js';
import { withScratch } from '../scratch.js';

const MIN_MAJOR = 6;
const SUPPORTED_MAJOR = 7;
const MAX_LAG_SECONDS = 10;
const MAJORITY_TIMEOUT_MS = 10_000;

/** The server itself: its version, its replication, and whether it takes writes. */
export const SERVER_CHECKS: readonly PreflightCheck[] = [
  {
    name: 'server-version',
    severity: 'blocker',
    run: async (context) => judgeVersion(String((await askServer(context.collections, { buildInfo: 1 })).version)),
  },
  {
    name: 'server-support',
    severity: 'info',
    run: async (context) => judgeSupport(String((await askServer(context.collections, { buildInfo: 1 })).version)),
  },
  {
    name: 'feature-compatibility',
    severity: 'blocker',
    run: async (context) => {
      if ((await hello(context)).msg === 'isdbgrid')
        return passed('A mongos does not report the compatibility version of its shards');
      const reply = await askServer(context.collections, { getParameter: 1, featureCompatibilityVersion: 1 });
      return judgeFeatureCompatibility(
        String((reply.featureCompatibilityVersion as { readonly version?: unknown } | undefined)?.version),
      );
    },
  },
  {
    name: 'replication',
    severity: 'blocker',
    ends: true,
    run: async (context) => judgeReplication(await hello(context)),
  },
  { name: 'sharding', severity: 'warning', run: async (context) => judgeSharding(await hello(context)) },
  {
    name: 'primary-known',
    severity: 'blocker',
    ends: true,
    run: async (context) => judgePrimary(await hello(context)),
  },
  {
    name: 'members',
    severity: 'warning',
    run: async (context) => {
      if ((await hello(context)).msg === 'isdbgrid') return passed('A mongos does not report the members behind it');
      return judgeMembers((await askServer(context.collections, { replSetGetStatus: 1 })) as ReplicaSetStatus);
    },
  },
  {
    name: 'fsync-lock',
    severity: 'blocker',
    ends: true,
    run: async (context) =>
      judgeFsyncLock((await askServer(context.collections, { currentOp: 1, $ownOps: true })).fsyncLock === true),
  },
  { name: 'majority-write', severity: 'blocker', run: writeByMajority },
];

/** The relevant fields of a `hello` reply. */
export interface Hello {
  readonly setName?: unknown;
  readonly msg?: unknown;
  readonly isWritablePrimary?: unknown;
  readonly primary?: unknown;
}

/** The relevant fields of a `replSetGetStatus` reply. */
export interface ReplicaSetStatus {
  readonly members?: readonly {
    readonly name: string;
    readonly stateStr: string;
    readonly health?: number;
    readonly optimeDate?: Date;
  }[];
}

async function hello({ collections }: PreflightContext): Promise<Hello> {
  return (await askServer(collections, { hello: 1 })) as Hello;
}

/** Whether the server is new enough. */
export function judgeVersion(version: string): CheckFinding {
  const major = Number.parseInt(version, 10);
  if (major >= MIN_MAJOR) return passed(`MongoDB ${version}`);
  return failed(
    `MongoDB ${version} is too old: change streams do not report index builds and validators before ${MIN_MAJOR}.0`,
    `Upgrade to MongoDB ${MIN_MAJOR}.0 at least, better to a version that is still maintained`,
  );
}

/** Whether the server still gets security fixes. */
export function judgeSupport(version: string): CheckFinding {
  if (Number.parseInt(version, 10) >= SUPPORTED_MAJOR) return passed(`MongoDB ${version} is maintained`);
  return failed(`MongoDB ${version} no longer gets security fixes`, 'Run production on MongoDB 8.0.24 or newer');
}

/** Whether the feature compatibility version allows what the migration uses. */
export function judgeFeatureCompatibility(version: string): CheckFinding {
  if (Number.parseInt(version, 10) >= MIN_MAJOR) return passed(`Feature compatibility version ${version}`);
  return failed(
    `The feature compatibility version is ${version}`,
    `Finish the server's upgrade: db.adminCommand({ setFeatureCompatibilityVersion: "${MIN_MAJOR}.0" })`,
  );
}

/** Whether there is replication, which change streams, snapshots and majority reads require. */
export function judgeReplication({ setName, msg }: Hello): CheckFinding {
  if (msg === 'isdbgrid') return passed('A sharded cluster');
  if (typeof setName === 'string') return passed(`Replica set ${setName}`);
  return failed(
    'The server is not a replica set member, so it has no change streams',
    'Make it a replica set; one node is enough (--replSet, then rs.initiate())',
  );
}

/** What a sharded cluster requires. */
export function judgeSharding({ msg }: Hello): CheckFinding {
  if (msg !== 'isdbgrid') return passed('Not sharded');
  return failed(
    'The database is behind a mongos: a rename works within one database only, and the copies of a migration ' +
      "are made unsharded, on the database's primary shard",
    'If products is sharded, migrate in place (--in-place); if not, leave it unsharded and do not move ' +
      'the primary shard while the migration runs',
  );
}

/** Whether there is a primary to write to. */
export function judgePrimary({ msg, isWritablePrimary, primary }: Hello): CheckFinding {
  if (msg === 'isdbgrid') return passed('A mongos finds the primaries');
  if (isWritablePrimary === true || typeof primary === 'string')
    return passed(`The primary is ${typeof primary === 'string' ? primary : 'the server itself'}`);
  return failed(
    'The replica set has no primary',
    'Wait for the election, or see rs.status() for members that are down',
  );
}

/** Whether all members are up and not lagging. */
export function judgeMembers({ members = [] }: ReplicaSetStatus): CheckFinding {
  const newest = Math.max(...members.map(({ optimeDate }) => optimeDate?.getTime() ?? 0));
  const down = members.filter(
    ({ health, stateStr }) => health === 0 || !['PRIMARY', 'SECONDARY', 'ARBITER'].includes(stateStr),
  );
  const late = members.filter(
    ({ stateStr, optimeDate }) =>
      stateStr === 'SECONDARY' && (newest - (optimeDate?.getTime() ?? 0)) / 1000 > MAX_LAG_SECONDS,
  );
  if (down.length + late.length === 0)
    return passed(`${members.length} member${members.length === 1 ? '' : 's'} up and caught up`);
  const parts = [
    ...(down.length > 0 ? [`down: ${down.map(({ name, stateStr }) => `${name} (${stateStr})`).join(', ')}`] : []),
    ...(late.length > 0 ? [`more than ${MAX_LAG_SECONDS} s behind: ${late.map(({ name }) => name).join(', ')}`] : []),
  ];
  return failed(
    `Members of the replica set are not caught up: ${parts.join('; ')}`,
    'Start them and let them catch up first: every step waits for a majority, and the copy adds load',
  );
}

/** Whether the server is locked for a file-system backup. */
export function judgeFsyncLock(isLocked: boolean): CheckFinding {
  if (!isLocked) return passed('Writes are not locked');
  return failed(
    'The server is locked against writes (fsyncLock), as for a backup of its files',
    'Let the backup finish, or unlock it: db.fsyncUnlock()',
  );
}

async function writeByMajority({ collections: { db } }: PreflightContext): Promise<CheckFinding> {
  return withScratch(db, 1, async ([name = '']) => {
    const started = performance.now();
    try {
      const reply = await db.command({
        insert: name,
        documents: [{ trial: true }],
        writeConcern: { w: 'majority', wtimeout: MAJORITY_TIMEOUT_MS },
        maxTimeMS: MAJORITY_TIMEOUT_MS,
      });
      if (reply.writeConcernError !== undefined)
        throw new TypeError(String((reply.writeConcernError as { readonly errmsg?: unknown }).errmsg));
    } catch (error) {
      return failed(
        `A write was not acknowledged by a majority: ${messageOf(error)}`,
        'See rs.status(); a majority of the data-bearing members must be up, and the database user needs ' +
          'write privileges',
      );
    }
    return passed('Writes are acknowledged by a majority', { milliseconds: Math.round(performance.now() - started) });
  });
}
