import type { Alert, AlertEvent } from './alert.js';

/** The content of a notification. */
export interface NotificationBody {
  readonly type: 'alert.firing' | 'alert.resolved';
  /** Time of the event, by the server's clock. */
  readonly timestamp: Date;
  readonly data: {
    /** The same in all notifications of one alert. */
    readonly alert: string;
    readonly rule: string;
    readonly subject: string;
    readonly severity: string;
    readonly title: string;
    readonly message: string;
    readonly value: number;
    readonly limit: number;
    readonly unit: string;
    readonly todo: string;
    /** When it started to fire. */
    readonly firingAt: Date | null;
    /** Identifies the catalog if one receiver serves several. */
    readonly database: string;
  };
}

/** An unsent notification. It is part of its alert's document, so it is written together with the change it reports. */
export interface Notification {
  /** The same for every attempt, so that receivers can detect duplicates. */
  readonly id: string;
  readonly at: Date;
  readonly attempts: number;
  /** When the last attempt started. */
  readonly sentAt: Date | null;
  /** Earliest time of the next attempt. */
  readonly nextAt: Date;
  readonly body: NotificationBody;
}

/** The context of an event in its notification. */
export interface NotificationContext {
  readonly id: string;
  readonly unit: string;
  readonly todo: string;
  readonly database: string;
}

/** Builds an event's notification. Pure. */
export function notificationOf(
  { _id: alert, rule, subject, title, value, limit, firingAt }: Alert,
  { at, state, severity, message }: AlertEvent,
  { id, unit, todo, database }: NotificationContext,
): Notification {
  return {
    id,
    at,
    attempts: 0,
    sentAt: null,
    nextAt: at,
    body: {
      type: `alert.${state}`,
      timestamp: at,
      data: { alert, rule, subject, severity, title, message, value, limit, unit, todo, firingAt, database },
    },
  };
}
