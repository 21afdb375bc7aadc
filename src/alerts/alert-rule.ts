import type { AlertFinding, Severity } from './alert.js';
import { SEVERITIES } from './alert.js';
import type { AlertTiming } from './alert-state.js';
import type { AlertSources } from './alert-sources.js';

const LONGEST_MESSAGE = 1_000;

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

/** What is compared with the thresholds, in PromQL. */
export interface PromValue {
  readonly value: string;
  /** From the unit of the levels to the one of the value. */
  readonly factor: number;
  /** What has to be so besides. */
  readonly onlyIf?: string;
}

/** A rule of the alerts. */
export interface AlertRule {
  /** Part of the alerts' keys: it stays what it is. */
  readonly name: string;
  readonly title: string;
  /**
   * About the database: judged by one instance for all. About an instance, which is its subject: judged by each for
   * itself.
   */
  readonly about: 'database' | 'instance';
  readonly everySeconds: number;
  /** Whether a value over or under the threshold is the bad one. */
  readonly bad: 'over' | 'under';
  /** Empty where the value only says that it is so. */
  readonly unit: string;
  readonly levels: Readonly<Partial<Record<Severity, Level>>>;
  readonly clearSeconds: AlertTiming['clearSeconds'];
  /** What to do about it. */
  readonly todo: string;
  /** The same for Prometheus, where it has the figures; else its rule tells of the service's own alert. */
  readonly prometheus?: PromValue;
  measure(sources: AlertSources): Promise<readonly Measured[]>;
}

/** What is wrong, by the thresholds of a rule. Pure. */
export function judge(
  { bad, levels }: Pick<AlertRule, 'bad' | 'levels'>,
  measured: readonly Measured[],
): readonly AlertFinding[] {
  return measured.flatMap(({ subject, value, message }): AlertFinding[] => {
    const severity = [...SEVERITIES].reverse().find((candidate) => {
      const threshold = levels[candidate]?.threshold;
      return threshold !== undefined && (bad === 'over' ? value > threshold : value < threshold);
    });
    return severity === undefined
      ? []
      : [
          {
            subject,
            severity,
            message: message.slice(0, LONGEST_MESSAGE),
            value,
            limit: levels[severity]?.threshold ?? 0,
          },
        ];
  });
}
