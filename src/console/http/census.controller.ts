import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute } from '../../admin/admin-route.js';
import { type Census, CensusTaker } from '../census.js';
import { CensusDto } from './census.dto.js';

/** Document counts by stored version. */
@ApiTags('console')
@Controller('api/admin/census')
export class CensusController {
  constructor(private readonly census: CensusTaker) {}

  @Get()
  @AdminRoute({
    summary: 'Count the documents by stored version, from memory: current within moments, at no cost',
    operationId: 'getCensus',
    role: 'viewer',
    data: CensusDto,
  })
  get(): Census {
    return this.census.take();
  }
}
