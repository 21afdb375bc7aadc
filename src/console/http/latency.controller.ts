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

/** Which part of the history is asked for. */
export class LatencyQueryDto {
  @QueryOneOf(QUERY_CLASS_NAMES, { description: 'Only this query class' })
  readonly class?: QueryClassName;

  @QueryInteger(1, MAX_MINUTES, { description: 'So far back', default: DEFAULT_MINUTES })
  readonly minutes: number = DEFAULT_MINUTES;
}

/** `data` of the answer. */
interface LatencyHistory {
  readonly instance: { readonly host: string; readonly pid: number; readonly startedAt: Date };
  readonly stepSeconds: number;
  /** The beginning of the first step and the end of the last. */
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
  limitMs: { type: 'integer', description: 'The most that the 95th percentile may take' },
  count: { ...listOf(integer), description: 'Requests in each step, oldest first' },
  p50: { ...milliseconds, description: 'Milliseconds; null in a step without a request' },
  p95: { ...milliseconds, description: 'Milliseconds; null in a step without a request' },
});
const HISTORY = whole({
  instance: { ...whole({ host: text, pid: integer, startedAt: TIME }), description: 'Whose requests these are' },
  stepSeconds: { type: 'integer', enum: [STEP_SECONDS] },
  from: { ...TIME, description: 'When the first step begins' },
  to: { ...TIME, description: 'When the last step ends: it is the last one that is over' },
  classes: listOf(CLASS),
});

/** Latency over time, for charts. */
@ApiTags('monitoring')
@Controller('api/admin/latency')
export class LatencyController {
  constructor(private readonly meter: QueryMeter) {}

  /** What other instances answered is not in it; `GET …/monitoring` has the figures of all of them together. */
  @Get()
  @AdminRoute({
    summary: 'Latency of each query class over time, at this instance, a point each ten seconds',
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
