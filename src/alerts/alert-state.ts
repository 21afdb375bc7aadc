import {
  type Alert,
  type AlertEvent,
  type AlertFinding,
  type FoundSince,
  isAtLeast,
  SEVERITIES,
  type Severity,
} from './alert.js';

const MAX_EVENTS = 50;
const MS_PER_SECOND = 1000;

/** What an alert's next state depends on besides the finding. */
export interface AlertTiming {
  /** How long a severity has to last before it is reported. An omitted severity is never found. */
  readonly levels: Readonly<Partial<Record<Severity, { readonly forSeconds: number }>>>;
  /** How long nothing may be found before the alert is resolved. */
  readonly clearSeconds: number;
}

/** The instance that the alert would belong to. */
export interface AlertOwner {
  readonly rule: string;
  readonly title: string;
  readonly instance: string | null;
}

/** The outcome: no change, silently removed (it never fired), or an alert to write and report. */
export type AlertStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'forget' }
  | { readonly kind: 'write'; readonly alert: Alert; readonly event: AlertEvent | null };

/**
 * Computes an alert's next state from its last one and the current finding. It fires once a severity has lasted long
 * enough without a break, fires again only if it becomes more severe (or less severe for long enough), and is resolved
 * after nothing was found for the clear time. Flapping is thus reported once (hysteresis). Pure.
 */
export function nextStep(
  stored: Alert | undefined,
  finding: AlertFinding | undefined,
  now: Date,
  { owner, timing }: { readonly owner: AlertOwner; readonly timing: AlertTiming },
): AlertStep {
  if (finding === undefined) return stored === undefined ? { kind: 'none' } : notFound(stored, now, timing);
  const before = stored ?? newAlert(finding, now, owner);
  const foundSince = sinceWhen(before, finding, now);
  const found = {
    ...before,
    title: owner.title,
    message: finding.message,
    value: finding.value,
    limit: finding.limit,
    foundSince,
    clearSince: null,
    evaluatedAt: now,
  };
  const told = toldSeverity(foundSince, now, timing);
  if (before.state !== 'firing') {
    if (told === undefined)
      return write(
        {
          ...found,
          state: 'pending',
          severity: finding.severity,
          severeAt: now,
          ...(before.state === 'resolved' ? { changedAt: now } : {}),
        },
        null,
      );
    return fire({ ...found, fired: found.fired + 1, firingAt: now, resolvedAt: null }, told, now);
  }
  if (told !== undefined && told !== before.severity && isAtLeast(told, before.severity)) return fire(found, told, now);
  if (isAtLeast(finding.severity, before.severity)) return write({ ...found, severeAt: now }, null);
  // Has it been less severe for long enough?
  return secondsBetween(before.severeAt, now) >= timing.clearSeconds
    ? fire(found, finding.severity, now)
    : write(found, null);
}

function notFound(stored: Alert, now: Date, { clearSeconds }: AlertTiming): AlertStep {
  if (stored.state === 'resolved') return { kind: 'none' };
  if (stored.state === 'pending') {
    if (stored.fired === 0) return { kind: 'forget' };
    return write({ ...stored, state: 'resolved', foundSince: {}, evaluatedAt: now }, null);
  }
  const clearSince = stored.clearSince ?? now;
  const clear = { ...stored, foundSince: {}, clearSince, evaluatedAt: now };
  if (secondsBetween(clearSince, now) < clearSeconds) return write(clear, null);
  return tell({ ...clear, state: 'resolved', resolvedAt: now }, now);
}

function newAlert(
  { subject, severity, message, value, limit }: AlertFinding,
  now: Date,
  { rule, title, instance }: AlertOwner,
): Alert {
  return {
    _id: `${rule}:${subject}`,
    rule,
    subject,
    instance,
    state: 'pending',
    severity,
    title,
    message,
    value,
    limit,
    foundSince: {},
    severeAt: now,
    firingAt: null,
    clearSince: null,
    resolvedAt: null,
    evaluatedAt: now,
    changedAt: now,
    fired: 0,
    history: [],
  };
}

function sinceWhen({ foundSince }: Alert, { severity }: AlertFinding, now: Date): FoundSince {
  return Object.fromEntries(
    SEVERITIES.filter((level) => isAtLeast(severity, level)).map((level) => [level, foundSince[level] ?? now]),
  );
}

/** The highest severity that has lasted long enough. */
function toldSeverity(foundSince: FoundSince, now: Date, { levels }: AlertTiming): Severity | undefined {
  return [...SEVERITIES].reverse().find((level) => {
    const [since, needed] = [foundSince[level], levels[level]?.forSeconds];
    return since !== undefined && needed !== undefined && secondsBetween(since, now) >= needed;
  });
}

function fire(alert: Alert, severity: Severity, now: Date): AlertStep {
  return tell({ ...alert, state: 'firing', severity, severeAt: now }, now);
}

function tell(alert: Alert, now: Date): AlertStep {
  const event: AlertEvent = {
    at: now,
    state: alert.state === 'resolved' ? 'resolved' : 'firing',
    severity: alert.severity,
    message: alert.message,
  };
  return write({ ...alert, changedAt: now, history: [...alert.history, event].slice(-MAX_EVENTS) }, event);
}

function write(alert: Alert, event: AlertEvent | null): AlertStep {
  return { kind: 'write', alert, event };
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / MS_PER_SECOND;
}
