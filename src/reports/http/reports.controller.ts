import { Controller, Get, Param } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf, OBJECT, pathParameter } from '../../admin/admin-route.js';
import { Settings } from '../../config/settings.js';
import type { ReadableJson } from '../readable-json.js';
import { listReports, readReport } from '../report-writer.js';
import { ReportFileDto } from './report-file.dto.js';

/** The reports in `REPORT_DIR`. */
@ApiTags('reports')
@ApiExtraModels(ReportFileDto)
@Controller('api/admin/reports')
export class ReportsController {
  constructor(private readonly settings: Settings) {}

  @Get()
  @AdminRoute({
    summary: 'List the written reports',
    operationId: 'listReports',
    role: 'viewer',
    data: listOf(ReportFileDto),
  })
  list(): Promise<readonly ReportFileDto[]> {
    return listReports(this.settings.REPORT_DIR);
  }

  @Get(':name')
  @pathParameter('name', 'File name of the report')
  @AdminRoute({ summary: 'One report', operationId: 'getReport', role: 'viewer', data: OBJECT, problems: [404] })
  get(@Param('name') name: string): Promise<ReadableJson> {
    return readReport(this.settings.REPORT_DIR, name);
  }
}
