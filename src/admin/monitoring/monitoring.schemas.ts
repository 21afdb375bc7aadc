import { ALERT_STATES, SEVERITIES } from '../../alerts/alert.js';
import { ALERT_RULES } from '../../alerts/alert-rules.js';
import { QUERY_CLASS_NAMES } from '../../query-classes/latency-targets.js';
import { listOf, OBJECT } from '../api-docs.js';

type Schema = Readonly<Record<string, unknown>>;

const integer: Schema = { type: 'integer' };
const number: Schema = { type: 'number' };
const text: Schema = { type: 'string' };
export const TIME: Schema = { type: 'string', format: 'date-time' };

/** A value that may be `null`. */
export const orNull = (schema: Schema): Schema => ({ ...schema, nullable: true });

/** An object all of whose members are always there. */
export function whole(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

const QUERY_CLASS = whole({
  name: { type: 'string', enum: [...QUERY_CLASS_NAMES] }, title: text,
  limitMs: { type: 'integer', description: 'The most that the 95th percentile may take' },
  verdict: { type: 'string', enum: ['inside', 'over', 'no-requests'], description: 'Over all instances' },
  thisInstance: whole({ requests: integer, p50: orNull(number), p95: orNull(number), p99: orNull(number), max: orNull(number) }),
  allInstances: whole({ requests: integer, failures: integer, overLimit: integer, meanMs: orNull(number), p95: orNull(number), maxMs: orNull(number) }),
});

const MEMBER = whole({ name: text, state: text, healthy: { type: 'boolean' }, lagSeconds: orNull(number) });

/** `data` of `GET /api/admin/monitoring`. Times are in milliseconds. */
export const SUMMARY: Schema = whole({
  instance: whole({ host: text, pid: integer, uptimeSeconds: integer }),
  windowSeconds: integer,
  queryClasses: listOf(QUERY_CLASS),
  errors: whole({ requests: integer, failures: integer, share: number }),
  pool: whole({ max: integer, open: integer, inUse: integer, waiting: integer, utilisation: number }),
  replication: whole({ members: listOf(MEMBER), problem: orNull(text) }),
  catalogue: whole({
    products: integer, entryBytes: integer, evicted: integer, failing: integer, unrecognised: integer, quarantined: integer, changeStreamSilenceSeconds: integer,
    lazyUpgrades: whole({ written: integer, overtaken: integer, dropped: integer, failed: integer }), migration: orNull(OBJECT),
  }),
  slowQueries: whole({ kindsInLastDay: integer }),
  alerts: whole({
    firing: whole({ CRITICAL: integer, WARNING: integer, INFO: integer }),
    notJudged: { ...listOf(whole({ rule: text, problem: text })), description: 'Rules that this instance could not judge, with the reason' },
  }),
});

/** One entry of `GET /api/admin/slow-queries`. */
export const SLOW_QUERY: Schema = whole({
  key: text, command: text, collection: text,
  shape: { type: 'object', additionalProperties: true, description: 'The command’s operators and fields; each value is replaced by its type' },
  count: integer, meanMs: number, maxMs: number, latestMs: listOf(number), firstAt: TIME, lastAt: TIME,
  plan: orNull({ type: 'string', description: 'Stages and indexes, from the answer down' }), collectionScan: orNull({ type: 'boolean' }),
});

const STATE: Schema = { type: 'string', enum: [...ALERT_STATES] };
const SEVERITY: Schema = { type: 'string', enum: [...SEVERITIES] };

/** One entry of `GET /api/admin/alerts`. */
export const ALERT: Schema = whole({
  key: { type: 'string', description: 'Rule and subject' }, rule: { type: 'string', enum: ALERT_RULES.map(({ name }) => name) }, subject: text,
  instance: orNull({ type: 'string', description: 'Where the alert is about an instance of the service' }), state: STATE, severity: SEVERITY,
  title: text, message: text, value: number, limit: number, unit: text, todo: { type: 'string', description: 'What to do about it' },
  firingAt: orNull(TIME), resolvedAt: orNull(TIME), changedAt: TIME, fired: { type: 'integer', description: 'How often it has fired' },
  unsent: { type: 'integer', description: 'What the webhook has still to be told of it' }, sendProblem: orNull(text),
  history: listOf(whole({ at: TIME, state: { type: 'string', enum: ['firing', 'resolved'] }, severity: SEVERITY, message: text })),
});

/** How a list goes on. */
export const CURSOR_PAGE: Schema = whole({ limit: integer, nextCursor: orNull({ type: 'string', description: 'Give it as cursor for the next page' }) });
