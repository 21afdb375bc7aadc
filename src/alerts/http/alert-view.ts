import type { Alert } from '../alert.js';
import { ALERT_RULES } from '../alert-rules.js';
import type { StoredAlert } from '../stored-alert.schema.js';

/** An alert as admins see it. */
export type AlertView = Pick<
  Alert,
  | 'rule'
  | 'subject'
  | 'instance'
  | 'state'
  | 'severity'
  | 'title'
  | 'message'
  | 'value'
  | 'limit'
  | 'firingAt'
  | 'resolvedAt'
  | 'changedAt'
  | 'fired'
  | 'history'
> & {
  readonly key: string;
  readonly unit: string;
  /** What to do about it. */
  readonly todo: string;
  /** What the webhook has still to be told of it. */
  readonly unsent: number;
  /** Why the last attempt to tell it failed; `null` where it did not. */
  readonly sendProblem: string | null;
};

/** Shows an alert. Pure. */
export function toAlertView({
  _id: key,
  outbox,
  sendProblem,
  rule,
  subject,
  instance,
  state,
  severity,
  title,
  message,
  value,
  limit,
  firingAt,
  resolvedAt,
  changedAt,
  fired,
  history,
}: StoredAlert): AlertView {
  // A rule of a later version has left its alert behind: it is shown all the same.
  const { unit = '', todo = '' } = ALERT_RULES.find(({ name }) => name === rule) ?? {};
  return {
    key,
    rule,
    subject,
    instance,
    state,
    severity,
    title,
    message,
    value,
    limit,
    unit,
    todo,
    firingAt,
    resolvedAt,
    changedAt,
    fired,
    unsent: outbox.length,
    sendProblem,
    history,
  };
}
