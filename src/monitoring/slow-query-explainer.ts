import { LRUCache } from 'lru-cache';
import type { mongo } from 'mongoose';

import type { PlanSummary } from '../database/plan-summary.js';
import { planSummary } from '../database/plan-summary.js';

const CAN_BE_EXPLAINED = new Set(['find', 'aggregate', 'count', 'distinct', 'update', 'delete', 'findAndModify']);
/** Parts of a command besides its query: sessions, transactions, concerns. */
const OF_THE_CALL = new Set([
  'lsid',
  '$db',
  '$clusterTime',
  '$readPreference',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'apiVersion',
  'comment',
  'bypassDocumentValidation',
  'ordered',
]);
const MAX_WAITING = 10;
const MAX_REMEMBERED = 1_000;
const AGAIN_AFTER_MS = 10 * 60_000;
const TIMEOUT_MS = 2_000;

type Command = Readonly<Record<string, unknown>>;

/**
 * Explains slow queries later, one at a time, by sending the same command with its values, which are then forgotten.
 * Only the planner runs, not the query. A shape is explained at most once in ten minutes.
 */
export class SlowQueryExplainer {
  private readonly waiting = new Map<string, Command>();
  private readonly asked = new LRUCache<string, true>({ max: MAX_REMEMBERED, ttl: AGAIN_AFTER_MS });

  /** Queues a slow command if its shape is due. */
  offer(key: string, commandName: string, command: Command): void {
    if (!CAN_BE_EXPLAINED.has(commandName) || this.waiting.size >= MAX_WAITING || this.asked.has(key)) return;
    this.asked.set(key, true);
    this.waiting.set(key, command);
  }

  /** Explains the command that has waited longest; `undefined` if none is waiting or the database cannot explain it. */
  async next(db: mongo.Db): Promise<{ readonly key: string; readonly summary: PlanSummary } | undefined> {
    const [first] = this.waiting;
    if (first === undefined) return undefined;
    const [key, command] = first;
    this.waiting.delete(key);
    const query = Object.fromEntries(Object.entries(command).filter(([name]) => !OF_THE_CALL.has(name)));
    // Invalid UTF-8 must not stop it.
    const explained = await db
      .command({ explain: query, verbosity: 'queryPlanner', maxTimeMS: TIMEOUT_MS }, { enableUtf8Validation: false })
      .catch(() => undefined);
    return explained === undefined ? undefined : { key, summary: planSummary(explained) };
  }
}
