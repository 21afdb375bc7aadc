import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute } from '../../admin/admin-route.js';
import { Capacity } from '../capacity.service.js';
import { CapacityDto, CapacityQueryDto } from './capacity.dto.js';
import { toSnapshotDto } from './to-snapshot-dto.js';

/** Sizes, growth, when thresholds are reached, and what to do then. */
@ApiTags('capacity')
@Controller('api/admin/capacity')
export class CapacityController {
  constructor(private readonly capacity: Capacity) {}

  @Get()
  @AdminRoute({
    summary: 'Sizes, growth by month, and when thresholds are reached',
    operationId: 'getCapacity',
    role: 'viewer',
    data: CapacityDto,
  })
  async get(@Query() { days }: CapacityQueryDto): Promise<CapacityDto> {
    const [report, history] = await Promise.all([this.capacity.report(), this.capacity.history(days)]);
    return {
      ...report,
      latest: report.latest === null ? null : toSnapshotDto(report.latest),
      history: history.map(toSnapshotDto),
    };
  }
}
