import { ANY_LIMIT_MS } from '../../query-classes/latency-targets.js';
import type { AlertRule } from '../alert-rule.js';
import { refusedKeys } from '../measures/access.js';
import {
  changeStreamSilence,
  failures,
  latency,
  latencyAgainstTarget,
  LEAST_REQUESTS,
  waitingForConnections,
} from '../measures/requests.js';
import { MINUTE } from '../durations.js';

/** A five-minute window: brief spikes do not move it far. */
const P95 = 'histogram_quantile(0.95, sum by (le, class) (rate(catalog_query_duration_seconds_bucket[5m])))';
const ENOUGH_OF_CLASS = `sum by (class) (increase(catalog_query_duration_seconds_count[5m])) >= ${LEAST_REQUESTS}`;
const ENOUGH = `sum(increase(catalog_query_duration_seconds_count[5m])) >= ${LEAST_REQUESTS}`;

/** The service itself: requests, keys, connections, the change stream. */
export const SERVICE_RULES: readonly AlertRule[] = [
  {
    name: 'latency',
    title: 'Requests of a query class are slow',
    about: 'database',
    everySeconds: 15,
    bad: 'over',
    unit: 'ms',
    levels: {
      CRITICAL: { threshold: ANY_LIMIT_MS, forSeconds: 0 },
      WARNING: { threshold: 150, forSeconds: 2 * MINUTE },
    },
    clearSeconds: 2 * MINUTE,
    todo:
      'See GET /api/admin/slow-queries for a collection scan or a missing index (POST ' +
      '/api/admin/indexes/analyze), the pool and the replication lag in GET /api/admin/monitoring, and the ' +
      'load of the database. While a migration runs, pause it.',
    prometheus: { value: P95, factor: 0.001, onlyIf: `on (class) ${ENOUGH_OF_CLASS}` },
    measure: latency,
  },
  {
    name: 'latency-target',
    title: 'A query class misses its own target',
    about: 'database',
    everySeconds: 30,
    bad: 'over',
    unit: '% of the target',
    levels: { INFO: { threshold: 100, forSeconds: 10 * MINUTE } },
    clearSeconds: 10 * MINUTE,
    todo:
      'Compare with earlier days in GET /api/admin/capacity; check the plans with POST ' +
      '/api/admin/indexes/analyze.',
    prometheus: {
      value: `${P95} / on (class) max by (class) (catalog_query_target_seconds)`,
      factor: 0.01,
      onlyIf: `on (class) ${ENOUGH_OF_CLASS}`,
    },
    measure: latencyAgainstTarget,
  },
  {
    name: 'failures',
    title: 'Requests are failing',
    about: 'database',
    everySeconds: 15,
    bad: 'over',
    unit: '% of the requests',
    levels: { CRITICAL: { threshold: 5, forSeconds: 0 }, WARNING: { threshold: 1, forSeconds: MINUTE } },
    clearSeconds: 2 * MINUTE,
    todo: 'See the service’s log for the errors; GET /health/ready says whether the database has a primary.',
    prometheus: {
      value: 'sum(rate(catalog_query_failures_total[5m])) / sum(rate(catalog_query_duration_seconds_count[5m]))',
      factor: 0.01,
      onlyIf: ENOUGH,
    },
    measure: failures,
  },
  {
    name: 'refused-keys',
    title: 'Unknown API keys are being tried',
    about: 'instance',
    everySeconds: 15,
    bad: 'over',
    unit: 'keys in 5 minutes',
    levels: { WARNING: { threshold: 9, forSeconds: 0 } },
    clearSeconds: 5 * MINUTE,
    todo:
      'See access.refused in GET /api/admin/audit for the addresses. Block them at the proxy. If it is an ' +
      'application with an old key, give it the new one. Guesses are throttled; valid keys are not.',
    prometheus: {
      value: 'sum by (job, instance) (increase(admin_key_refusals_total{reason=~"unknown|throttled"}[5m]))',
      factor: 1,
    },
    measure: refusedKeys,
  },
  {
    name: 'pool',
    title: 'Operations wait for a connection to the database',
    about: 'instance',
    everySeconds: 15,
    bad: 'over',
    unit: 'operations',
    levels: { WARNING: { threshold: 0, forSeconds: MINUTE } },
    clearSeconds: MINUTE,
    todo:
      'Slow queries hold connections: see GET /api/admin/slow-queries first. Otherwise raise MONGO_MAX_POOL_SIZE or ' +
      'add an instance.',
    prometheus: {
      value: 'mongodb_pool_waiting',
      factor: 1,
      onlyIf: 'on (job, instance) mongodb_pool_connections_in_use >= mongodb_pool_max_connections',
    },
    measure: waitingForConnections,
  },
  {
    name: 'change-stream',
    title: 'Listings are served from a stale catalog',
    about: 'instance',
    everySeconds: 15,
    bad: 'over',
    unit: 's',
    levels: { WARNING: { threshold: 30, forSeconds: 0 } },
    clearSeconds: 30,
    todo:
      'Listings continue for STALE_READS_SECONDS, then answer 503. Check whether the database can be reached ' +
      'from this instance; its log shows the error of the change stream.',
    prometheus: { value: 'catalog_change_stream_silence_seconds', factor: 1 },
    measure: changeStreamSilence,
  },
];
