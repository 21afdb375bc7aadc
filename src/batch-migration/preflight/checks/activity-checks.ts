import type { mongo } from 'mongoose';
import { PRODUCTS } from '../../../database/collections.js';
import { passed, failed } from '../check.js';
import type { CheckFinding, PreflightCheck, PreflightContext } from '../check.js';
import { adminDb } from '../database-facts.js';
import { SCRATCH_PREFIX } from '../scratch.js';

const LONG_TRANSACTION_SECONDS = 5;
const RUNS = 'catalog_migrations';
const DEFINING = [
  'createIndexes',
  'dropIndexes',
  'deleteIndexes',
  'drop',
  'collMod',
  'renameCollection',
  'convertToCapped',
  'compact',
  'reIndex',
  'validate',
] as const;

/** Other activity in the database. */
export const ACTIVITY_CHECKS: readonly PreflightCheck[] = [
  {
    name: 'running-operations',
    severity: 'blocker',
    run: async (context) => judgeOperations(await operations(context), context.collections.db.databaseName),
  },
  {
    name: 'long-transactions',
    severity: 'warning',
    run: async (context) => judgeTransactions(await operations(context)),
  },
  { name: 'active-migration', severity: 'blocker', run: activeRun },
  { name: 'leftovers', severity: 'warning', run: leftovers },
];

/** The relevant fields of a running operation. */
export interface Operation {
  readonly ns?: string;
  readonly msg?: string;
  readonly command?: Readonly<Record<string, unknown>>;
  readonly secs_running?: number;
  readonly appName?: string;
  readonly transaction?: { readonly timeOpenMicros?: number | mongo.Long };
}

async function operations({ collections }: PreflightContext): Promise<readonly Operation[]> {
  return adminDb(collections)
    .aggregate<Operation>([{ $currentOp: { allUsers: true, idleSessions: true } }])
    .toArray();
}

/** Whether someone is changing the collection's definition, which a switch would have to wait for. */
export function judgeOperations(running: readonly Operation[], database: string): CheckFinding {
  const namespace = `${database}.${PRODUCTS}`;
  const found = running.flatMap((operation) => {
    const { command = {}, ns, msg } = operation;
    const isHere = (command['$db'] ?? database) === database;
    const kind = DEFINING.find((name) => command[name] === namespace || (isHere && command[name] === PRODUCTS));
    if (kind !== undefined) return [describe(kind, operation)];
    return ns === namespace && msg?.startsWith('Index Build') === true ? [describe('createIndexes', operation)] : [];
  });
  if (found.length === 0) return passed('No index build or schema change is running on products');
  return failed(
    `A schema change is running on products: ${found.join(', ')}`,
    'Wait until it is done: the fence cannot be set and the switch cannot happen meanwhile',
  );
}

function describe(kind: string, { secs_running: seconds = 0, appName }: Operation): string {
  return `${kind} for ${seconds} s${appName === undefined ? '' : ` by ${appName}`}`;
}

/** Whether transactions stay open for long: the fence waits for them, and writers wait behind the fence. */
export function judgeTransactions(running: readonly Operation[]): CheckFinding {
  const seconds = running
    .map(({ transaction }) => Number(transaction?.timeOpenMicros ?? 0) / 1e6)
    .filter((open) => open > LONG_TRANSACTION_SECONDS);
  if (seconds.length === 0) return passed(`No transaction has been open for more than ${LONG_TRANSACTION_SECONDS} s`);
  return failed(
    `${seconds.length} transactions are open for up to ${Math.round(Math.max(...seconds))} s`,
    'The switch waits for them; db.currentOp() shows their clients',
  );
}

async function activeRun({ collections: { db }, runId }: PreflightContext): Promise<CheckFinding> {
  const run = await db
    .collection<{ _id: string; state?: string }>(RUNS)
    .findOne({ active: true, ...(runId === undefined ? {} : { _id: { $ne: runId } }) });
  if (run === null) return passed('No other migration is running');
  return failed(
    `Migration ${String(run._id)} has not ended (${String(run.state)})`,
    'Finish, roll back or clean up that migration first; only one can run at a time',
  );
}

async function leftovers({ collections: { db } }: PreflightContext): Promise<CheckFinding> {
  const names = (
    await db.listCollections({ name: { $regex: `^(${PRODUCTS}_|${SCRATCH_PREFIX})` } }, { nameOnly: true }).toArray()
  ).map(({ name }) => name);
  const runs = await db
    .collection(RUNS)
    .find({}, { projection: { 'work.shadow.name': 1, 'work.twin.name': 1 } })
    .toArray();
  const known = new Set(
    runs.flatMap(({ work }) => {
      const { shadow, twin } = (work ?? {}) as {
        readonly shadow?: { readonly name?: string } | null;
        readonly twin?: { readonly name?: string } | null;
      };
      return [shadow?.name, twin?.name];
    }),
  );
  const unknownNames = names.filter((name) => !known.has(name));
  if (unknownNames.length === 0) return passed('No collection is left over from an earlier migration');
  return failed(
    `Collections that belong to no known migration: ${unknownNames.join(', ')}`,
    'Check them and drop those not needed; they take disk space and may be mistaken for copies',
    { names: unknownNames },
  );
}
