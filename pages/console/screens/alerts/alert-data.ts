import { api } from '../../data/api.js';
import { envelopeOf } from '../../data/request.js';

/** An alert in API form. */
export interface Alert {
  readonly key: string;
  readonly rule: string;
  readonly subject: string;
  readonly instance: string | null;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly severity: 'CRITICAL' | 'WARNING' | 'INFO';
  readonly title: string;
  readonly message: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly todo: string;
  readonly firingAt: string | null;
  readonly resolvedAt: string | null;
  readonly changedAt: string;
  readonly fired: number;
  readonly unsent: number;
  readonly sendProblem: string | null;
  readonly history: readonly {
    readonly at: string;
    readonly state: string;
    readonly severity: string;
    readonly message: string;
  }[];
}

/** A page of alerts, most recently changed first. */
export interface AlertPage {
  readonly data: readonly Alert[];
  readonly pagination: { readonly nextCursor: string | null };
}

/** The filter of the alerts list; an empty string means any. */
export interface AlertChoice {
  readonly state: Alert['state'] | 'all';
  readonly severity: string;
  readonly cursor: string;
}

/** Alerts, fifty per page. */
export function listAlerts({ state, severity, cursor }: AlertChoice, signal: AbortSignal): Promise<AlertPage> {
  const query = {
    ...(state === 'all' ? {} : { state }),
    ...(severity === '' ? {} : { severity: severity as Alert['severity'] }),
    ...(cursor === '' ? {} : { cursor }),
  };
  return envelopeOf<AlertPage>(api.GET('/api/admin/alerts', { params: { query }, signal }));
}
