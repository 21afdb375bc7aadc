import type { Alert, AlertEvent } from './alert.js';

/** What a receiver is told of an alert. */
export interface NotificationBody {
  readonly type: 'alert.firing' | 'alert.resolved';
  /** When it came about, by the server's clock. */
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
    /** When it began to fire. */
    readonly firingAt: Date | null;
    /** Which catalog, where one receiver has several. */
    readonly database: string;
  };
}

/**
 * A notification that waits to be sent. It stands in its alert's document, and so is written with the change it tells
 * of.
 */
export interface Notification {
  /** The same in every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly at: Date;
  readonly attempts: number;
  /** When the last attempt was begun. */
  readonly sentAt: Date | null;
  /** Not to be sent before. */
  readonly nextAt: Date;
  readonly body: NotificationBody;
}

/** What stands beside an event in its notification. */
export interface NotificationContext {
  readonly id: string;
  readonly unit: string;
  readonly todo: string;
  readonly database: string;
}

/** The notification of an event. Pure. */
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
