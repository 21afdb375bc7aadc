import type { AlertFinding, Severity } from './alert.js';
import { SEVERITIES } from './alert.js';
import type { AlertTiming } from './alert-state.js';
import type { AlertSources } from './alert-sources.js';

const LONGEST_MESSAGE = 1_000;

/** A measurement of one subject of a rule. */
export interface Measured {
  readonly subject: string;
  readonly value: number;
  /** One sentence with the figures, for the alert's recipient. */
  readonly message: string;
}

/** A severity's threshold, and how long it has to be exceeded. */
export interface Level {
  readonly threshold: number;
  readonly forSeconds: number;
}

/** The PromQL expression that is compared with the thresholds. */
export interface PromValue {
  readonly value: string;
  /** Factor from the unit of the thresholds to that of the expression. */
  readonly factor: number;
  /** A further PromQL condition. */
  readonly onlyIf?: string;
}

/** An alert rule. */
export interface AlertRule {
  /** Part of the alerts' keys, so it must never change. */
  readonly name: string;
  readonly title: string;
  /**
   * `database`: evaluated by one instance for all; `instance`: evaluated by each instance for itself, which is the
   * subject.
   */
  readonly about: 'database' | 'instance';
  readonly everySeconds: number;
  /** Whether values above or below the threshold are bad. */
  readonly bad: 'over' | 'under';
  /** Empty if the value is only a yes or no. */
  readonly unit: string;
  readonly levels: Readonly<Partial<Record<Severity, Level>>>;
  readonly clearSeconds: AlertTiming['clearSeconds'];
  /** What to do about it. */
  readonly todo: string;
  /** The same for Prometheus if it has the figures; otherwise its rule uses the service's own alert. */
  readonly prometheus?: PromValue;
  measure(sources: AlertSources): Promise<readonly Measured[]>;
}

/** Compares measurements with a rule's thresholds. Pure. */
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
