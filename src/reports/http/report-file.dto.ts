import { ApiProperty } from '@nestjs/swagger';

import { REPORT_NAMES } from '../report-names.js';
import type { ReportFile } from '../report-writer.js';

/** A written report. */
export class ReportFileDto implements Record<keyof ReportFile, unknown> {
  @ApiProperty({ enum: REPORT_NAMES }) readonly name!: ReportFile['name'];
  @ApiProperty({ type: 'integer' }) readonly bytes!: number;
  @ApiProperty({ type: String, format: 'date-time' }) readonly writtenAt!: ReportFile['writtenAt'];
}
