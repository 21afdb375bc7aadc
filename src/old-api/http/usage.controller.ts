import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute } from '../../admin/admin-route.js';
import { Settings } from '../../config/settings.js';
import { DEPRECATED_SINCE } from '../deprecation.js';
import { OldApiHistory } from '../old-api-history.js';
import { OldApiUsageDto, OldApiUsageQueryDto } from './usage.dto.js';

/** Reports which clients still have to migrate. */
@ApiTags('old clients')
@Controller('api/admin/old-api')
export class OldApiUsageController {
  constructor(
    private readonly history: OldApiHistory,
    private readonly settings: Settings,
  ) {}

  @Get()
  @AdminRoute({
    summary: 'Which clients still use the old API, across all instances',
    operationId: 'getOldApiUsage',
    role: 'viewer',
    data: OldApiUsageDto,
  })
  async usage(@Query() { days }: OldApiUsageQueryDto): Promise<OldApiUsageDto> {
    const { OLD_API: mode, OLD_API_SUNSET: sunset = null } = this.settings;
    const clients = await this.history.read(days);
    return { mode, deprecatedSince: DEPRECATED_SINCE.toISOString(), sunset, days, clients };
  }
}
