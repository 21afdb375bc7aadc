import { ApiProperty } from '@nestjs/swagger';

import { PageQueryDto } from '../../admin/page-query.dto.js';
import { QueryOneOf } from '../../http/input/query-parameters.js';
import { ALERT_STATES, type AlertEvent, type AlertState, SEVERITIES, type Severity } from '../alert.js';
import { ALERT_RULES } from '../alert-rules.js';
import type { StoredAlert } from '../stored-alert.schema.js';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;

/** Query of the alert list. */
export class AlertsQueryDto extends PageQueryDto {
  @QueryOneOf(ALERT_STATES, { description: 'Only alerts in this state' })
  readonly state?: AlertState;

  @QueryOneOf(SEVERITIES, { description: 'Only alerts of this severity' })
  readonly severity?: Severity;
}

/** One entry of an alert's history. */
export class AlertEventDto implements AlertEvent {
  @ApiProperty(time) readonly at!: Date;
  @ApiProperty({ enum: ['firing', 'resolved'] }) readonly state!: AlertEvent['state'];
  @ApiProperty({ enum: SEVERITIES }) readonly severity!: Severity;
  @ApiProperty() readonly message!: string;
}

/** An alert as admins see it. */
export class AlertDto {
  @ApiProperty({ description: 'Rule and subject' }) readonly key!: string;
  @ApiProperty({ enum: ALERT_RULES.map(({ name }) => name) }) readonly rule!: string;
  @ApiProperty() readonly subject!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Set for alerts about one instance of the service' })
  readonly instance!: string | null;
  @ApiProperty({ enum: ALERT_STATES }) readonly state!: AlertState;
  @ApiProperty({ enum: SEVERITIES }) readonly severity!: Severity;
  @ApiProperty() readonly title!: string;
  @ApiProperty() readonly message!: string;
  @ApiProperty() readonly value!: number;
  @ApiProperty() readonly limit!: number;
  @ApiProperty() readonly unit!: string;
  @ApiProperty({ description: 'What to do about it' }) readonly todo!: string;
  @ApiProperty(timeOrNull) readonly firingAt!: Date | null;
  @ApiProperty(timeOrNull) readonly resolvedAt!: Date | null;
  @ApiProperty(time) readonly changedAt!: Date;
  @ApiProperty({ type: 'integer', description: 'How often it has fired' }) readonly fired!: number;
  @ApiProperty({ type: 'integer', description: 'Notifications that the webhook has not received yet' })
  readonly unsent!: number;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last attempt to notify the webhook failed' })
  readonly sendProblem!: string | null;
  @ApiProperty({ type: [AlertEventDto], description: 'Newest last' }) readonly history!: readonly AlertEvent[];
}

/** Converts an alert to its DTO; each field is named, so that new stored fields stay internal. Pure. */
export function toAlertDto(alert: StoredAlert): AlertDto {
  // Alerts of a later version's rule are shown, too.
  const { unit = '', todo = '' } = ALERT_RULES.find(({ name }) => name === alert.rule) ?? {};
  return {
    key: alert._id,
    rule: alert.rule,
    subject: alert.subject,
    instance: alert.instance,
    state: alert.state,
    severity: alert.severity,
    title: alert.title,
    message: alert.message,
    value: alert.value,
    limit: alert.limit,
    unit,
    todo,
    firingAt: alert.firingAt,
    resolvedAt: alert.resolvedAt,
    changedAt: alert.changedAt,
    fired: alert.fired,
    unsent: alert.outbox.length,
    sendProblem: alert.sendProblem,
    history: alert.history,
  };
}
