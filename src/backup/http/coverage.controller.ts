import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiTags } from '@nestjs/swagger';

import { Backups } from '../../backup/backups.service.js';
import type { RestorableStretch } from '../../backup/coverage.js';
import { clusterTimeText, isoSecond, secondsOf } from '../../backup/journal/cluster-timestamp.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { ApiAdmin, of } from '../../admin/api-docs.js';
import type { Answer } from '../../admin/answer.js';
import { RequireRole } from '../../admin/require-role.decorator.js';

const time = { type: String, format: 'date-time' } as const;

/** What can be restored from one backup, for the OpenAPI document. */
export class RestorableStretchModel {
  @ApiProperty() backupId!: string;
  @ApiProperty({ ...time, description: 'The first second that can be restored from it' }) from!: string;
  @ApiProperty({ ...time, description: 'The last one' }) to!: string;
  @ApiProperty({ example: '1769824805:7', description: 'The very last moment, as a cluster time' })
  toClusterTime!: string;

  @ApiProperty({
    enum: ['present', 'gap', 'replaced', 'no-journal'],
    description:
      'Why it ends there: present goes on as time does; replaced: another collection took the name; ' +
      'no-journal: the backup alone',
  })
  endedBy!: RestorableStretch['endedBy'];
}

/** A time of which nothing is known, for the OpenAPI document. */
export class JournalGapModel {
  @ApiProperty(time) from!: string;
  @ApiProperty(time) to!: string;
  @ApiProperty() reason!: string;
}

/** To which times the products can be put back, for the OpenAPI document. */
export class CoverageModel {
  @ApiProperty(time) asOf!: string;
  @ApiProperty({ type: [RestorableStretchModel], description: 'By backup, oldest first' })
  stretches!: RestorableStretchModel[];
  @ApiProperty({ type: [JournalGapModel] }) gaps!: JournalGapModel[];
}

/** To which times the products can be put back. */
@ApiTags('backups')
@ApiExtraModels(CoverageModel)
@Controller('api/admin/backups/coverage')
export class CoverageController {
  constructor(private readonly backups: Backups) {}

  /** A restore reads everything through before it begins, and refuses what the headers do not tell of. */
  @Get()
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'To which times the products can be put back, as the backups and the headers of the journal say',
    operationId: 'getBackupCoverage',
    role: 'viewer',
    data: of(CoverageModel),
    problems: [422],
    meanings: { 422: 'The journal cannot be read; the answer says why' },
  })
  async get(@Query() raw: RawParameters): Promise<Answer<CoverageModel>> {
    new ParameterReader(raw, []).finish();
    const asOf = new Date().toISOString();
    const { stretches, gaps } = await this.backups.coverage();
    const data = {
      asOf,
      stretches: stretches.map(toView),
      gaps: gaps.map(({ from, to, reason }) => ({ from: isoSecond(from), to: isoSecond(to), reason })),
    };
    return { success: true, data };
  }
}

/** A second counts to its end, so the one in which a gap begins is not whole. */
function toView({ backupId, from, to, endedBy }: RestorableStretch): RestorableStretchModel {
  const beginsGap = endedBy === 'gap' && secondsOf(to + 1n) === secondsOf(to);
  const last = beginsGap ? to - (1n << 32n) : to;
  const lastSecond = isoSecond(last < from ? from : last);
  return { backupId, from: isoSecond(from), to: lastSecond, toClusterTime: clusterTimeText(to), endedBy };
}
