/** The severities, lowest first. */
export const SEVERITIES = ['INFO', 'WARNING', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `pending`: found, but not yet for as long as the rule requires. */
export const ALERT_STATES = ['pending', 'firing', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** A problem that a rule found with one subject. */
export interface AlertFinding {
  /** The subject: a query class, a member, a run, … There is one alert per rule and subject. */
  readonly subject: string;
  readonly severity: Severity;
  /** One sentence with the figures. */
  readonly message: string;
  readonly value: number;
  /** The severity's threshold. */
  readonly limit: number;
}

/** One entry of an alert's history. */
export interface AlertEvent {
  readonly at: Date;
  readonly state: Extract<AlertState, 'firing' | 'resolved'>;
  readonly severity: Severity;
  readonly message: string;
}

/** When each severity, or a higher one, was first found without a break. */
export type FoundSince = Readonly<Partial<Record<Severity, Date>>>;

/** A stored alert without its outbox. All times are the server's. */
export interface Alert {
  /** Rule and subject. */
  readonly _id: string;
  readonly rule: string;
  readonly subject: string;
  /** The instance it belongs to; `null` for database rules. */
  readonly instance: string | null;
  readonly state: AlertState;
  /** The highest severity found while it fires; lowered after it was not found for the rule's clear time. */
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly value: number;
  readonly limit: number;
  readonly foundSince: FoundSince;
  /** When the current severity, or a higher one, was last found. */
  readonly severeAt: Date;
  readonly firingAt: Date | null;
  /** Since when nothing has been found while it still fires. */
  readonly clearSince: Date | null;
  readonly resolvedAt: Date | null;
  /** When the rule was last evaluated. */
  readonly evaluatedAt: Date;
  /** When its state or severity last changed; lists are sorted by this. */
  readonly changedAt: Date;
  /** How often it has fired. */
  readonly fired: number;
  /** The latest events, newest last. */
  readonly history: readonly AlertEvent[];
}

/** Whether a severity is at least as high as another. */
export function isAtLeast(severity: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(other);
}
