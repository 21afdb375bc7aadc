import { LATENCY_TARGETS, type LatencyTarget } from '../../src/query-classes/latency-targets.js';

/** One line of a panel. */
interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** A panel without its position. */
export interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly unit: string;
  /** Number of panels side by side. */
  readonly perRow: 1 | 2 | 3 | 4;
  readonly queries: readonly Query[];
  /** A threshold line, in the panel's unit. */
  readonly limit?: number;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const RANGE = '$__rate_interval';

/** The panels of the dashboard, row by row. */
export const ROWS: readonly Row[] = [
  {
    title: 'Requests',
    panels: [
      {
        title: 'p95 by query class',
        unit: 's',
        perRow: 2,
        limit: 0.3,
        queries: [{ expr: quantileBy(0.95, 'class'), legend: '{{class}}' }],
      },
      {
        title: 'p95 as a share of the target',
        description: 'Over 100 % the class misses its target',
        unit: 'percentunit',
        perRow: 2,
        limit: 1,
        queries: [
          {
            expr: `${quantileBy(0.95, 'class')} / on (class) max by (class) (catalog_query_target_seconds)`,
            legend: '{{class}}',
          },
        ],
      },
      {
        title: 'Requests per second',
        unit: 'reqps',
        perRow: 2,
        queries: [
          { expr: `sum by (class) (rate(catalog_query_duration_seconds_count[${RANGE}]))`, legend: '{{class}}' },
        ],
      },
      {
        title: 'Failed requests',
        unit: 'percentunit',
        perRow: 2,
        limit: 0.01,
        queries: [
          {
            expr:
              `sum(rate(catalog_query_failures_total[${RANGE}])) / ` +
              `sum(rate(catalog_query_duration_seconds_count[${RANGE}]))`,
            legend: 'catalogue',
          },
          {
            expr:
              `sum(rate(http_request_duration_seconds_count{status=~"5.."}[${RANGE}])) / ` +
              `sum(rate(http_request_duration_seconds_count[${RANGE}]))`,
            legend: 'all of HTTP',
          },
        ],
      },
    ],
  },
  { title: 'Query classes against their targets', panels: LATENCY_TARGETS.map(classPanel) },
  {
    title: 'Database',
    panels: [
      {
        title: 'Pool',
        unit: 'short',
        perRow: 3,
        queries: [
          { expr: 'mongodb_pool_connections_in_use', legend: 'in use {{instance}}' },
          { expr: 'mongodb_pool_waiting', legend: 'waiting {{instance}}' },
          { expr: 'mongodb_pool_max_connections', legend: 'most {{instance}}' },
        ],
      },
      {
        title: 'Replication lag',
        unit: 's',
        perRow: 3,
        limit: 10,
        queries: [{ expr: 'max by (member) (mongodb_replication_lag_seconds)', legend: '{{member}}' }],
      },
      {
        title: 'Slow queries per minute',
        description: 'Longer than SLOW_QUERY_MS; GET /api/admin/slow-queries has their shapes and plans',
        unit: 'short',
        perRow: 3,
        queries: [
          {
            expr: `60 * sum by (collection, command) (rate(catalog_slow_queries_total[${RANGE}]))`,
            legend: '{{command}} {{collection}}',
          },
        ],
      },
      {
        title: 'Commands, p95',
        unit: 's',
        perRow: 2,
        queries: [
          {
            expr:
              'histogram_quantile(0.95, sum by (le, command) ' +
              `(rate(mongodb_command_duration_seconds_bucket[${RANGE}])))`,
            legend: '{{command}}',
          },
        ],
      },
      {
        title: 'Failed commands per second',
        unit: 'short',
        perRow: 2,
        queries: [{ expr: `sum by (command) (rate(mongodb_command_failures_total[${RANGE}]))`, legend: '{{command}}' }],
      },
    ],
  },
  {
    title: 'Catalog and migration',
    panels: [
      {
        title: 'Products',
        unit: 'short',
        perRow: 4,
        queries: [
          { expr: 'max(catalog_products)', legend: 'products' },
          { expr: 'max(catalog_evicted_products)', legend: 'not in memory' },
        ],
      },
      {
        title: 'Documents missing from the catalog',
        unit: 'short',
        perRow: 4,
        limit: 1,
        queries: [
          { expr: 'max(catalog_failing_documents)', legend: 'refused' },
          { expr: 'max(catalog_unrecognised_documents)', legend: 'unknown' },
          { expr: 'max(catalog_migration_quarantined_documents)', legend: 'quarantined' },
        ],
      },
      {
        title: 'Lazy upgrades per second',
        unit: 'short',
        perRow: 4,
        queries: ['written', 'overtaken', 'dropped', 'failed'].map((outcome) => ({
          expr: `sum(rate(catalog_lazy_upgrades_${outcome}[${RANGE}]))`,
          legend: outcome,
        })),
      },
      {
        title: 'Time since the last change stream event',
        unit: 's',
        perRow: 4,
        limit: 30,
        queries: [{ expr: 'catalog_change_stream_silence_seconds', legend: '{{instance}}' }],
      },
      {
        title: 'Migration',
        unit: 'short',
        perRow: 4,
        queries: [
          { expr: 'max(catalog_migration_documents_migrated)', legend: 'migrated' },
          { expr: 'max(catalog_migration_documents_total)', legend: 'of' },
        ],
      },
      {
        title: 'Migration state',
        unit: 'short',
        perRow: 4,
        queries: [{ expr: 'max by (state) (catalog_migration_state) > 0', legend: '{{state}}' }],
      },
      {
        title: 'Rollback copy lag',
        unit: 's',
        perRow: 4,
        limit: 30,
        queries: [{ expr: 'max(catalog_migration_way_back_lag_seconds)', legend: 'lag' }],
      },
      {
        title: 'Write pause at the switch',
        unit: 's',
        perRow: 4,
        limit: 5,
        queries: [{ expr: 'max(catalog_migration_write_pause_seconds)', legend: 'pause' }],
      },
    ],
  },
  {
    title: 'Alerts',
    panels: [
      {
        title: 'Firing alerts',
        unit: 'short',
        perRow: 2,
        queries: [{ expr: 'max by (rule, severity) (catalog_alerts_firing)', legend: '{{severity}} {{rule}}' }],
      },
      {
        title: 'Notifications per hour',
        unit: 'short',
        perRow: 2,
        queries: [
          { expr: 'sum by (outcome) (increase(catalog_alert_notifications_total[1h]))', legend: '{{outcome}}' },
        ],
      },
    ],
  },
];

function classPanel({ name, title, limitMs }: LatencyTarget): Panel {
  return {
    title: name,
    description: `${title}: p95 at most ${limitMs} ms`,
    unit: 's',
    perRow: 4,
    limit: limitMs / 1000,
    queries: [0.5, 0.95, 0.99].map((share) => ({
      expr:
        `histogram_quantile(${share}, sum by (le) ` +
        `(rate(catalog_query_duration_seconds_bucket{class="${name}"}[${RANGE}])))`,
      legend: `p${share * 100}`,
    })),
  };
}

function quantileBy(share: number, label: string): string {
  return `histogram_quantile(${share}, sum by (le, ${label}) (rate(catalog_query_duration_seconds_bucket[${RANGE}])))`;
}
