/** How serious an alert is, from the least. */
export const SEVERITIES = ['INFO', 'WARNING', 'CRITICAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `pending`: found, but not yet for as long as its rule asks for. */
export const ALERT_STATES = ['pending', 'firing', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** What a rule has found to be wrong with one subject. */
export interface AlertFinding {
  /** What it is about: a query class, a member, a run, … One alert a rule and subject. */
  readonly subject: string;
  readonly severity: Severity;
  /** One sentence with the figures. */
  readonly message: string;
  readonly value: number;
  /** The threshold of the severity. */
  readonly limit: number;
}

/** One line of an alert's history. */
export interface AlertEvent {
  readonly at: Date;
  readonly state: Extract<AlertState, 'firing' | 'resolved'>;
  readonly severity: Severity;
  readonly message: string;
}

/** Since when each severity, or one above it, has been found without a break. */
export type FoundSince = Readonly<Partial<Record<Severity, Date>>>;

/** An alert as it is kept, but for what is still to be sent. All times are the server's. */
export interface Alert {
  /** Rule and subject. */
  readonly _id: string;
  readonly rule: string;
  readonly subject: string;
  /** Whose alert it is where the rule is about an instance; `null` where it is about the database. */
  readonly instance: string | null;
  readonly state: AlertState;
  /** While it fires, the highest that was found; it is lowered when that was not found for the rule's time to clear. */
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly value: number;
  readonly limit: number;
  readonly foundSince: FoundSince;
  /** When the present severity, or one above it, was found last. */
  readonly severeAt: Date;
  readonly firingAt: Date | null;
  /** Since when nothing has been found, while it still fires. */
  readonly clearSince: Date | null;
  readonly resolvedAt: Date | null;
  /** When the rule was looked at last. */
  readonly evaluatedAt: Date;
  /** When its state or severity changed last: what lists are sorted by. */
  readonly changedAt: Date;
  /** How often it has fired. */
  readonly fired: number;
  /** The latest, the latest last. */
  readonly history: readonly AlertEvent[];
}

/** Whether a severity is at least another one. */
export function isAtLeast(severity: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(other);
}
