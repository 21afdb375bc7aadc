import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute } from '../../admin/admin-route.js';
import { Backups } from '../backups.service.js';
import { isoSecond } from '../journal/cluster-timestamp.js';
import { CoverageDto, toStretchDto } from './coverage.dto.js';

/** The times to which the products can be restored. */
@ApiTags('backups')
@Controller('api/admin/backups/coverage')
export class CoverageController {
  constructor(private readonly backups: Backups) {}

  /** Based on headers only: a restore reads everything before it starts and may still refuse. */
  @Get()
  @AdminRoute({
    summary: 'The times to which the products can be restored, according to the backups and the headers of the journal',
    operationId: 'getBackupCoverage',
    role: 'viewer',
    data: CoverageDto,
    problems: [422],
    meanings: { 422: 'The journal cannot be read; the answer says why' },
  })
  async get(): Promise<CoverageDto> {
    const asOf = new Date().toISOString();
    const { stretches, gaps } = await this.backups.coverage();
    return {
      asOf,
      stretches: stretches.map(toStretchDto),
      gaps: gaps.map(({ from, to, reason }) => ({ from: isoSecond(from), to: isoSecond(to), reason })),
    };
  }
}
