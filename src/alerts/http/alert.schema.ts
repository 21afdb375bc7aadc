import { listOf } from '../../admin/api-docs.js';
import { number, orNull, type Schema, text, TIME, whole } from '../../admin/api-schema.js';
import { ALERT_STATES, SEVERITIES } from '../alert.js';
import { ALERT_RULES } from '../alert-rules.js';

const STATE: Schema = { type: 'string', enum: [...ALERT_STATES] };
const SEVERITY: Schema = { type: 'string', enum: [...SEVERITIES] };

/** One entry of `GET /api/admin/alerts`. */
export const ALERT: Schema = whole({
  key: { type: 'string', description: 'Rule and subject' },
  rule: { type: 'string', enum: ALERT_RULES.map(({ name }) => name) },
  subject: text,
  instance: orNull({ type: 'string', description: 'Where the alert is about an instance of the service' }),
  state: STATE,
  severity: SEVERITY,
  title: text,
  message: text,
  value: number,
  limit: number,
  unit: text,
  todo: { type: 'string', description: 'What to do about it' },
  firingAt: orNull(TIME),
  resolvedAt: orNull(TIME),
  changedAt: TIME,
  fired: { type: 'integer', description: 'How often it has fired' },
  unsent: { type: 'integer', description: 'What the webhook has still to be told of it' },
  sendProblem: orNull(text),
  history: listOf(
    whole({ at: TIME, state: { type: 'string', enum: ['firing', 'resolved'] }, severity: SEVERITY, message: text }),
  ),
});
