import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';

import { Capacity } from '../capacity.service.js';
import type { CapacityReport } from '../capacity-report.js';
import { type SnapshotView, toSnapshotView } from '../snapshot-view.js';
import { KEPT_SNAPSHOTS } from '../capacity-store.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { ApiAdmin, of, query } from '../../admin/api-docs.js';
import type { Answer } from '../../admin/answer.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { CapacityModel } from './capacity.models.js';

const DEFAULT_DAYS = 30;

type CapacityAnswer = Omit<CapacityReport, 'latest'> & {
  readonly latest: SnapshotView | null;
  readonly history: readonly SnapshotView[];
};

/** How much there is, how it grew, when thresholds are reached, and what to do then. */
@ApiTags('capacity')
@ApiExtraModels(CapacityModel)
@Controller('api/admin/capacity')
export class CapacityController {
  constructor(private readonly capacity: Capacity) {}

  @Get()
  @RequireRole('viewer')
  @query('days', 'Snapshots of so many days', {
    type: 'integer',
    minimum: 1,
    maximum: KEPT_SNAPSHOTS,
    default: DEFAULT_DAYS,
  })
  @ApiAdmin({
    summary: 'Sizes, growth by month, and when thresholds are reached',
    operationId: 'getCapacity',
    role: 'viewer',
    data: of(CapacityModel),
  })
  async get(@Query() raw: RawParameters): Promise<Answer<CapacityAnswer>> {
    const reader = new ParameterReader(raw, ['days']);
    const days = reader.integer('days', 1, KEPT_SNAPSHOTS) ?? DEFAULT_DAYS;
    reader.finish();
    const [report, history] = await Promise.all([this.capacity.report(), this.capacity.history(days)]);
    return {
      success: true,
      data: {
        ...report,
        latest: report.latest === null ? null : toSnapshotView(report.latest),
        history: history.map(toSnapshotView),
      },
    };
  }
}
