import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';

import { listOf, of, problem } from '../../admin/api-docs.js';
import { BackupModel, JournalModel } from '../../backup/http/backup.models.js';
import { RestoreModel } from '../../restore/http/restore.models.js';
import { RunModel } from '../../batch-migration/http/run.models.js';
import { ALERT } from '../../alerts/http/alert.schema.js';
import { orNull, TIME, whole } from '../../admin/api-schema.js';
import { ScheduleModel } from '../../schedules/http/schedule.models.js';
import { QUERY_CLASS_NAMES } from '../../query-classes/latency-targets.js';
import { CensusModel } from './census.controller.js';

type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
const integer = { type: 'integer' };
const number = { type: 'number' };
const nullable = (schema: Schema): Schema => ({ nullable: true, allOf: [schema] });

/** A topic as it was found last. */
function topic(data: Schema, description: string): Schema {
  const properties = {
    at: orNull({ ...TIME, description: 'The moment that the data are of; null where it has never been read' }),
    data: { ...data, nullable: true },
    problem: orNull({ ...text, description: 'Why it could not be read this time: the data are older then' }),
  };
  return { ...whole(properties), description };
}

const { history: _, ...alertFields } = ALERT['properties'] as Readonly<Record<string, Schema>>;

const ALERTS = whole({
  firing: whole({ CRITICAL: integer, WARNING: integer, INFO: integer }),
  notJudged: listOf(whole({ rule: text, problem: text })),
  alerts: { ...listOf(whole(alertFields)), description: 'Those that fire, without their history; fifty at most' },
});
const BACKUPS = whole({
  count: integer,
  newest: nullable(of(BackupModel)),
  jobs: { ...listOf(of(BackupModel)), description: 'What this instance is making, or could not make' },
  journal: nullable(of(JournalModel)),
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

const STATE = whole({
  at: { ...TIME, description: 'By this instance’s clock' },
  instance: whole({ host: text, pid: integer, startedAt: TIME }),
  topics: whole({
    run: topic({ allOf: [of(RunModel)] }, 'The migration that was started last, whoever started it'),
    census: topic({ allOf: [of(CensusModel)] }, 'Documents by stored version; asOf stands in at'),
    restore: topic({ allOf: [of(RestoreModel)] }, 'The restore that was started last'),
    backups: topic(BACKUPS, 'Backups and the journal of changes'),
    alerts: topic(ALERTS, 'Alerts that fire, and rules that could not be judged'),
    schedules: topic(listOf(of(ScheduleModel)), 'The schedules; the figures of their last runs are left out'),
    latency: topic(LATENCY, 'Query classes at this instance, in the last five minutes, in milliseconds'),
  }),
});

const EVENTS = [
  'For the role viewer and above. `event: state` comes first and carries everything; its shape is the schema of',
  'this answer. After it `event: run`, `census`, `restore`, `backups`, `alerts`, `schedules` or `latency` carries that',
  'topic anew whenever it has changed, and `event: beat` every five seconds `{ at, asOf: { run, … } }`: how old',
  'each topic is. After a break open the stream again, pausing longer each time: nothing is missed, since the first',
  'event is the whole. Browsers cannot send the key with EventSource; read the stream with fetch. A stream counts as',
  'one request.',
].join(' ');

/** Describes the stream of everything that a console shows. */
export const ApiConsoleEvents = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(RunModel, CensusModel, RestoreModel, BackupModel, JournalModel, ScheduleModel),
    ApiOperation({
      summary: 'Follow everything that a console shows, by server-sent events',
      operationId: 'followConsole',
      description: EVENTS,
    }),
    ApiSecurity('admin-key'),
    ApiResponse({
      status: 200,
      description: 'The data of `event: state`',
      content: { 'text/event-stream': { schema: STATE as never } },
    }),
    ...[400, 401, 403, 429, 431, 503].map((status) => problem(status)),
  );
