import type { MigrationRun } from '../../batch-migration/run/migration-run.js';
import { tokenTime } from '../../database/cluster-time.js';
import { presentTime } from '../../database/present-time.js';
import { readOplogWindow } from '../../database/replication.js';
import { serverTime } from '../../database/server-time.js';
import type { Measured } from '../alert-rule.js';
import type { AlertSources } from '../alert-sources.js';

const DAY_MS = 86_400_000;
/** An oplog that is less full than this drops nothing yet. */
const NEARLY_FULL = 0.9;

/** Lag of a migration's rollback copy, in seconds. */
export async function wayBackLag({
  runs,
  collections,
}: Pick<AlertSources, 'runs' | 'collections'>): Promise<readonly Measured[]> {
  const run = await runs.active();
  const at = run?.state === 'completed' && run.work.twin !== null ? secondsOf(run.work.position) : undefined;
  if (run === null || at === undefined) return [];
  const lag = Math.max(0, (await presentTime(collections.db)).getHighBitsUnsigned() - at);
  return [{ subject: run._id, value: lag, message: `The rollback copy of ${run._id} is ${lag} s behind the products` }];
}

/** Lag of a run behind the writers in seconds, if it grows. */
export async function fallingBehind({ runs }: Pick<AlertSources, 'runs'>): Promise<readonly Measured[]> {
  const run = await runs.active();
  const backlog = run?.work.backlog;
  if (run === null || backlog?.trend !== 'falling-behind') return [];
  const { changesBehind, secondsBehind, appliedPerSecond, writtenPerSecond } = backlog;
  return [
    {
      subject: run._id,
      value: secondsBehind,
      message:
        `${run._id} is about ${changesBehind} changes (${secondsBehind} s) behind: ${writtenPerSecond}/s are ` +
        `written, ${appliedPerSecond}/s applied`,
    },
  ];
}

/** How often a due switch or rollback was postponed. */
export async function putOffSwitch({ runs }: Pick<AlertSources, 'runs'>): Promise<readonly Measured[]> {
  const run = await runs.active();
  const put = run?.work.switchAttempts;
  if (run === null || !put) return [];
  return [
    {
      subject: run._id,
      value: put.attempts,
      message: `The switch of ${run._id} was postponed ${put.attempts} times, last because ${put.lastReason}`,
    },
  ];
}

/** How much of a full oplog's window remains after the position of a run and of the journal, in percent. */
export async function oplogLeft({
  runs,
  backups,
  collections,
  settings,
}: Pick<AlertSources, 'runs' | 'backups' | 'collections' | 'settings'>): Promise<readonly Measured[]> {
  const window = await readOplogWindow(collections.client);
  if (window === undefined || window.filled < NEARLY_FULL) return [];
  const [run, journal] = await Promise.all([runs.active(), settings.JOURNAL_ENABLED ? backups.journalNews() : null]);
  const at = secondsOf(run?.work.position);
  return [
    ...(run === null || at === undefined ? [] : [leftOf(run._id, at, window)]),
    ...(journal === null || journal.coveredTo === null
      ? []
      : [leftOf('journal', window.last - journal.lagSeconds, window)]),
  ];
}

/** Measures a position in the oplog. All arguments are seconds since 1970. */
export function leftOf(
  subject: string,
  at: number,
  { first, last }: { readonly first: number; readonly last: number },
): Measured {
  const window = Math.max(1, last - first);
  const left = Math.max(0, Math.min(window, at - first));
  return {
    subject,
    value: (100 * left) / window,
    message:
      `${subject} is ${Math.round(last - at)} s behind, and the oplog reaches back ${window} s: ` +
      `${Math.round(left)} s are left before it has to start over`,
  };
}

/** 1 for a run that waits for an operator. */
export async function runNeedsOperator({ runs }: Pick<AlertSources, 'runs'>): Promise<readonly Measured[]> {
  const run = await runs.active();
  return run?.state === 'needs-operator'
    ? [{ subject: run._id, value: 1, message: `${run._id} waits for an operator: ${reasonOf(run)}` }]
    : [];
}

/** 1 if the last run failed within the last day. */
export async function failedRun({
  runs,
  collections,
}: Pick<AlertSources, 'runs' | 'collections'>): Promise<readonly Measured[]> {
  const run = await runs.latest();
  if (run?.state !== 'failed' || run.finishedAt === null) return [];
  const now = await serverTime(collections.db);
  return now.getTime() - run.finishedAt.getTime() > DAY_MS
    ? []
    : [{ subject: run._id, value: 1, message: `${run._id} failed: ${reasonOf(run)}` }];
}

/** Writes of an old shape since the switch, while they keep coming. */
export async function outsideWriters({
  runs,
  outsideWrites,
}: Pick<AlertSources, 'runs' | 'outsideWrites'>): Promise<readonly Measured[]> {
  const run = await runs.active();
  if (run?.state !== 'completed') return [];
  const { outsideWriters: writers } = run.work;
  const count = Object.values(writers).reduce((sum, one) => sum + one, 0);
  if (!outsideWrites.grew(run._id, count, performance.now())) return [];
  return [
    {
      subject: run._id,
      value: count,
      message: `${count} products were written in an old shape since the switch, by ${Object.keys(writers).join(', ')}`,
    },
  ];
}

/** Number of documents in quarantine. */
export async function quarantine({
  quarantine: documents,
}: Pick<AlertSources, 'quarantine'>): Promise<readonly Measured[]> {
  const count = await documents.count();
  return [
    {
      subject: 'products',
      value: count,
      message: `${count} ${count === 1 ? 'document is' : 'documents are'} in quarantine`,
    },
  ];
}

/** Number of documents that cannot be served. */
export function unreadableDocuments({ catalog }: Pick<AlertSources, 'catalog'>): Promise<readonly Measured[]> {
  if (!catalog.isReady) return Promise.reject(new Error('The catalog is being read'));
  const { failing, unrecognised } = catalog.problems.counts();
  return Promise.resolve([
    {
      subject: 'products',
      value: failing + unrecognised,
      message: `${failing} documents are refused by the mapping, ${unrecognised} have no known version`,
    },
  ]);
}

function secondsOf(position: unknown): number | undefined {
  const time = tokenTime(position);
  // The upper half of a cluster time is seconds.
  return time === undefined ? undefined : Number(time >> 32n);
}

function reasonOf({ error }: Pick<MigrationRun, 'error'>): string {
  return error?.message ?? 'no reason was recorded';
}
