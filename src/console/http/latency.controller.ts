import { hostname } from 'node:os';

import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf } from '../../admin/admin-route.js';
import { orNull, TIME, whole } from '../../admin/api-schema.js';
import { QueryInteger, QueryOneOf } from '../../http/input/query-parameters.js';
import { SERIES_HOURS, type SeriesPart, seriesTime, STEP_SECONDS, stepOf } from '../../monitoring/latency-series.js';
import { QueryMeter } from '../../monitoring/query-meter.js';
import {
  LATENCY_TARGETS,
  type LatencyTarget,
  QUERY_CLASS_NAMES,
  type QueryClassName,
} from '../../query-classes/latency-targets.js';

const DEFAULT_MINUTES = 60;
const MAX_MINUTES = SERIES_HOURS * 60;

/** Query for a part of the history. */
export class LatencyQueryDto {
  @QueryOneOf(QUERY_CLASS_NAMES, { description: 'Only this query class' })
  readonly class?: QueryClassName;

  @QueryInteger(1, MAX_MINUTES, { description: 'How far back', default: DEFAULT_MINUTES })
  readonly minutes: number = DEFAULT_MINUTES;
}

/** `data` of the answer. */
interface LatencyHistory {
  readonly instance: { readonly host: string; readonly pid: number; readonly startedAt: Date };
  readonly stepSeconds: number;
  /** Start of the first step and end of the last. */
  readonly from: Date;
  readonly to: Date;
  readonly classes: readonly (LatencyTarget & SeriesPart)[];
}

const text = { type: 'string' };
const integer = { type: 'integer' };
const milliseconds = listOf(orNull({ type: 'number' }));
const CLASS = whole({
  name: { type: 'string', enum: [...QUERY_CLASS_NAMES] },
  title: text,
  limitMs: { type: 'integer', description: 'Target for the 95th percentile' },
  count: { ...listOf(integer), description: 'Requests per step, oldest first' },
  p50: { ...milliseconds, description: 'Milliseconds; null in a step without a request' },
  p95: { ...milliseconds, description: 'Milliseconds; null in a step without a request' },
});
const HISTORY = whole({
  instance: {
    ...whole({ host: text, pid: integer, startedAt: TIME }),
    description: 'The instance that served these requests',
  },
  stepSeconds: { type: 'integer', enum: [STEP_SECONDS] },
  from: { ...TIME, description: 'Start of the first step' },
  to: { ...TIME, description: 'End of the last finished step' },
  classes: listOf(CLASS),
});

/** Latency over time, for charts. */
@ApiTags('monitoring')
@Controller('api/admin/latency')
export class LatencyController {
  constructor(private readonly meter: QueryMeter) {}

  /** Covers only this instance; `GET …/monitoring` has the figures of all instances together. */
  @Get()
  @AdminRoute({
    summary: 'Latency of each query class over time on this instance, one point per ten seconds',
    operationId: 'getLatency',
    role: 'viewer',
    data: HISTORY,
  })
  get(@Query() { class: name, minutes }: LatencyQueryDto): LatencyHistory {
    const end = stepOf(seriesTime());
    const first = end - (minutes * 60) / STEP_SECONDS;
    const targets = LATENCY_TARGETS.filter((target) => name === undefined || target.name === name);
    return {
      instance: { host: hostname(), pid: process.pid, startedAt: new Date(performance.timeOrigin) },
      stepSeconds: STEP_SECONDS,
      from: new Date(first * STEP_SECONDS * 1000),
      to: new Date(end * STEP_SECONDS * 1000),
      classes: targets.map((target) => ({ ...target, ...this.meter.series(target.name).read(first, end) })),
    };
  }
}
