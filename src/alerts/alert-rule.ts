import type { AlertFinding, Severity } from './alert.js';
import { SEVERITIES } from './alert.js';
import type { AlertTiming } from './alert-state.js';
import type { AlertSources } from './alert-sources.js';

/** What was measured of one subject of a rule. */
export interface Measured {
  readonly subject: string;
  readonly value: number;
  /** One sentence with the figures, for whoever gets the alert. */
  readonly message: string;
}

/** From which value on, and for how long, something is that severe. */
export interface Level {
  readonly threshold: number;
  readonly forSeconds: number;
}

/** A rule of the alerts. */
export interface AlertRule {
  /** Part of the alerts' keys: it stays what it is. */
  readonly name: string;
  readonly title: string;
  /** About the database: judged by one instance for all. About an instance: judged by each for itself. */
  readonly about: 'database' | 'instance';
  readonly everySeconds: number;
  /** Whether a value over or under the threshold is the bad one. */
  readonly bad: 'over' | 'under';
  readonly unit: string;
  readonly levels: Readonly<Partial<Record<Severity, Level>>>;
  readonly clearSeconds: AlertTiming['clearSeconds'];
  /** What to do about it. */
  readonly todo: string;
  /** The same in PromQL, without the comparison, where Prometheus has the figures; else it shows the alert of the service. */
  readonly promql?: string;
  /** Factor from the unit of `levels` to the one of `promql`. */
  readonly promqlFactor?: number;
  measure(sources: AlertSources): Promise<readonly Measured[]>;
}

/** What is wrong, by the thresholds of a rule. Pure. */
export function judge({ bad, levels }: Pick<AlertRule, 'bad' | 'levels'>, measured: readonly Measured[]): readonly AlertFinding[] {
  return measured.flatMap(({ subject, value, message }): AlertFinding[] => {
    const severity = [...SEVERITIES].reverse().find((candidate) => {
      const threshold = levels[candidate]?.threshold;
      return threshold !== undefined && (bad === 'over' ? value > threshold : value < threshold);
    });
    return severity === undefined ? [] : [{ subject, severity, message, value, limit: levels[severity]?.threshold ?? 0 }];
  });
}
