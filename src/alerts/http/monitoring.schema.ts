import { listOf, OBJECT } from '../../admin/api-docs.js';
import { integer, number, orNull, type Schema, text, whole } from '../../admin/api-schema.js';
import { QUERY_CLASS_NAMES } from '../../query-classes/latency-targets.js';

const QUERY_CLASS = whole({
  name: { type: 'string', enum: [...QUERY_CLASS_NAMES] },
  title: text,
  limitMs: { type: 'integer', description: 'The most that the 95th percentile may take' },
  verdict: { type: 'string', enum: ['inside', 'over', 'no-requests'], description: 'Over all instances' },
  thisInstance: whole({
    requests: integer,
    p50: orNull(number),
    p95: orNull(number),
    p99: orNull(number),
    max: orNull(number),
  }),
  allInstances: whole({
    requests: integer,
    failures: integer,
    overLimit: integer,
    meanMs: orNull(number),
    p95: orNull(number),
    maxMs: orNull(number),
  }),
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
    products: integer,
    entryBytes: integer,
    evicted: integer,
    failing: integer,
    unrecognised: integer,
    quarantined: integer,
    changeStreamSilenceSeconds: integer,
    lazyUpgrades: whole({ written: integer, overtaken: integer, dropped: integer, failed: integer }),
    migration: orNull(OBJECT),
  }),
  slowQueries: whole({ kindsInLastDay: integer }),
  alerts: whole({
    firing: whole({ CRITICAL: integer, WARNING: integer, INFO: integer }),
    notJudged: {
      ...listOf(whole({ rule: text, problem: text })),
      description: 'Rules that this instance could not judge, with the reason',
    },
  }),
});
