import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, OmitType } from '@nestjs/swagger';

import { listOf, of } from '../../admin/admin-route.js';
import { EventRoute } from '../../admin/event-route.js';
import { BackupDto, JournalDto } from '../../backup/http/backup.dto.js';
import { RestoreDto } from '../../restore/http/restore.dto.js';
import { RunDto } from '../../batch-migration/http/run.dto.js';
import { AlertDto } from '../../alerts/http/alert.dto.js';
import { orNull, TIME, whole } from '../../admin/api-schema.js';
import { ScheduleDto } from '../../schedules/http/schedule.dto.js';
import { QUERY_CLASS_NAMES } from '../../query-classes/latency-targets.js';
import { CensusDto } from './census.dto.js';

type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const integer = { type: 'integer' };
const number = { type: 'number' };
const nullable = (schema: Schema): Schema => ({ nullable: true, allOf: [schema] });

/** A topic's last state. */
function topic(data: Schema, description: string): Schema {
  const properties = {
    at: orNull({ ...TIME, description: 'Time of the data; null if it was never read' }),
    data: { ...data, nullable: true },
    problem: orNull({ ...text, description: 'Why it could not be read this time; the data are older then' }),
  };
  return { ...whole(properties), description };
}

/** An alert without its history. */
class FiringAlertDto extends OmitType(AlertDto, ['history'] as const) {}

const ALERTS = whole({
  firing: whole({ CRITICAL: integer, WARNING: integer, INFO: integer }),
  notJudged: listOf(whole({ rule: text, problem: text })),
  alerts: { ...listOf(FiringAlertDto), description: 'Firing alerts without their history, at most fifty' },
});
const BACKUPS = whole({
  count: integer,
  newest: nullable(of(BackupDto)),
  jobs: { ...listOf(of(BackupDto)), description: 'Running and failed backups of this instance' },
  journal: nullable(of(JournalDto)),
});
const LATENCY = listOf(
  whole({
    name: { type: 'string', enum: [...QUERY_CLASS_NAMES] },
    title: text,
    limitMs: integer,
    requests: integer,
    p50: orNull(number),
    p95: orNull(number),
    p99: orNull(number),
    max: orNull(number),
  }),
);

const TOPICS = {
  run: topic({ allOf: [of(RunDto)] }, 'The most recently started migration'),
  census: topic({ allOf: [of(CensusDto)] }, 'Documents by stored version; `at` is asOf'),
  restore: topic({ allOf: [of(RestoreDto)] }, 'The most recently started restore'),
  backups: topic(BACKUPS, 'Backups and the journal of changes'),
  alerts: topic(ALERTS, 'Firing alerts, and rules that could not be evaluated'),
  schedules: topic(listOf(of(ScheduleDto)), 'The schedules, without the figures of their last runs'),
  latency: topic(LATENCY, 'Query classes on this instance in the last five minutes, in milliseconds'),
};

const STATE = whole({
  at: { ...TIME, description: 'By this instance’s clock' },
  instance: whole({ host: text, pid: integer, startedAt: TIME }),
  topics: whole(TOPICS),
});

const DESCRIPTION = [
  '`event: state` comes first and carries everything. After it `event: run`, `census`, `restore`, `backups`,',
  '`alerts`, `schedules` or `latency` carries that topic anew whenever it has changed, and `event: beat` comes every',
  'five seconds and tells how old each topic is. After a break open the stream again, pausing longer each time:',
  'nothing is missed, since the first event is the whole. Browsers cannot send the key with EventSource; read the',
  'stream with fetch. A stream counts as one request.',
].join(' ');

const BEAT = whole({ at: TIME, asOf: { type: 'object', additionalProperties: true } });

/** Declares the stream of everything the console shows. */
export const ConsoleEventsRoute = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(RunDto, CensusDto, RestoreDto, BackupDto, JournalDto, ScheduleDto, FiringAlertDto),
    EventRoute({
      summary: 'Follow everything the console shows, as server-sent events',
      operationId: 'followConsole',
      description: DESCRIPTION,
      events: { state: STATE, ...TOPICS, beat: BEAT },
    }),
  );
