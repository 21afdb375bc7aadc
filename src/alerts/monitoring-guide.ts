import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { messageOf } from '../errors/message-of.js';
import { Settings } from '../config/settings.js';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import { WINDOW_SECONDS } from '../monitoring/query-meter.js';
import { LATENCY_TARGETS, type LatencyTarget } from '../query-classes/latency-targets.js';
import { writeReport } from '../reports/report-writer.js';
import { SEVERITIES, type Severity } from './alert.js';
import type { AlertRule } from './alert-rule.js';
import { RULES } from './alert-watch.js';

const REPORT = 'performance-monitoring-guide.json';
const OF_THE_SERVICE = /^(catalog|http|mongodb)_/;

/** One severity of an alert in the guide. */
interface GuidedLevel {
  readonly severity: Severity;
  readonly when: string;
  readonly forSeconds: number;
}

/** An alert in the guide. */
interface GuidedAlert extends Pick<AlertRule, 'name' | 'title' | 'about' | 'everySeconds' | 'clearSeconds'> {
  readonly levels: readonly GuidedLevel[];
  readonly whatToDo: string;
}

/** The monitoring guide: what is measured, the targets, and what to do if they are missed. */
export interface Guide {
  readonly title: string;
  readonly targets: {
    readonly statistic: string;
    readonly windowSeconds: number;
    readonly classes: readonly LatencyTarget[];
  };
  readonly slowQueries: { readonly overMs: number; readonly where: string };
  readonly metrics: readonly { readonly name: string; readonly type: string; readonly help: string }[];
  readonly alerts: readonly GuidedAlert[];
  readonly where: Readonly<Record<string, string>>;
}

/** Builds the guide from the tables of targets, alerts and metrics. Written at every start. */
@Injectable()
export class MonitoringGuide implements OnApplicationBootstrap {
  private readonly logger = new Logger(MonitoringGuide.name);

  constructor(
    @Inject(RULES) private readonly rules: readonly AlertRule[],
    private readonly metrics: MetricsRegistry,
    private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.write().catch((error: unknown) => {
      this.logger.warn(messageOf(error));
    });
  }

  /** Writes it to `REPORT_DIR`. */
  async write(): Promise<void> {
    await writeReport(this.settings.REPORT_DIR, REPORT, this.guide());
  }

  private guide(): Guide {
    return {
      title: 'Monitoring of the GenZ Jewelry catalogue: what to watch, what it should be, what to do',
      targets: {
        statistic: 'the 95th percentile at the API, over all instances',
        windowSeconds: WINDOW_SECONDS,
        classes: LATENCY_TARGETS,
      },
      slowQueries: { overMs: this.settings.SLOW_QUERY_MS, where: 'GET /api/admin/slow-queries' },
      metrics: this.metrics.registry
        .getMetricsAsArray()
        .filter(({ name }) => OF_THE_SERVICE.test(name))
        .map(({ name, type, help }) => ({ name, type: String(type), help })),
      alerts: this.rules.map(guided),
      where: {
        summary: 'GET /api/admin/monitoring',
        alerts: 'GET /api/admin/alerts',
        slowQueries: 'GET /api/admin/slow-queries',
        prometheus: 'GET /metrics',
        dashboard: 'ops/grafana-dashboard.json',
        alertRules: 'ops/prometheus-alerts.yaml',
        documentation: 'docs/monitoring.md',
      },
    };
  }
}

function guided({ name, title, about, everySeconds, clearSeconds, bad, unit, levels, todo }: AlertRule): GuidedAlert {
  const all = [...SEVERITIES].reverse().flatMap((severity): GuidedLevel[] => {
    const level = levels[severity];
    return level === undefined
      ? []
      : [{ severity, when: unit === '' ? 'found' : `${bad} ${level.threshold} ${unit}`, forSeconds: level.forSeconds }];
  });
  return { name, title, about, everySeconds, clearSeconds, levels: all, whatToDo: todo };
}
