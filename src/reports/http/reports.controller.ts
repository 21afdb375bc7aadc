import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { Settings } from '../../config/settings.js';
import type { ReadableJson } from '../readable-json.js';
import { REPORT_NAMES } from '../report-names.js';
import { listReports, readReport, type ReportFile } from '../report-writer.js';
import { ApiAdmin, listOf, OBJECT, pathParameter } from '../../admin/api-docs.js';
import type { Answer } from '../../admin/answer.js';
import { RequireRole } from '../../admin/require-role.decorator.js';

const REPORT_FILE = {
  type: 'object',
  required: ['name', 'bytes', 'writtenAt'],
  properties: {
    name: { type: 'string', enum: [...REPORT_NAMES] },
    bytes: { type: 'integer' },
    writtenAt: { type: 'string', format: 'date-time' },
  },
};

/** The reports in `REPORT_DIR`. */
@ApiTags('reports')
@Controller('api/admin/reports')
export class ReportsController {
  constructor(private readonly settings: Settings) {}

  @Get()
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'List the reports that have been written',
    operationId: 'listReports',
    role: 'viewer',
    data: listOf(REPORT_FILE),
  })
  async list(@Query() raw: RawParameters): Promise<Answer<readonly ReportFile[]>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: await listReports(this.settings.REPORT_DIR) };
  }

  @Get(':name')
  @RequireRole('viewer')
  @pathParameter('name', 'The name of the report’s file')
  @ApiAdmin({ summary: 'One report', operationId: 'getReport', role: 'viewer', data: OBJECT, problems: [404] })
  async get(@Param('name') name: string, @Query() raw: RawParameters): Promise<Answer<ReadableJson>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: await readReport(this.settings.REPORT_DIR, name) };
  }
}
