import { ApiProperty } from '@nestjs/swagger';

import { type Backlog, TRENDS } from '../run/backlog.js';

/** How far a run lags behind the writers, and what to do if that gets worse. */
export class BacklogDto implements Backlog {
  @ApiProperty({ type: 'integer', description: 'About how many changes are written and not applied yet' })
  readonly changesBehind!: number;
  @ApiProperty({ type: 'integer' }) readonly secondsBehind!: number;
  @ApiProperty({ type: 'integer', description: 'Changes applied a second, over the last ten seconds' })
  readonly appliedPerSecond!: number;
  @ApiProperty({ type: 'integer', description: 'Changes written a second' }) readonly writtenPerSecond!: number;
  @ApiProperty({ enum: TRENDS }) readonly trend!: Backlog['trend'];
  @ApiProperty({ type: String, nullable: true, description: 'What to do where it falls behind' })
  readonly advice!: string | null;
}

/** A postponed switch or rollback. */
export class PutOffSwitchDto {
  @ApiProperty({ type: 'integer', description: 'How often it was tried without success' }) readonly attempts!: number;
  @ApiProperty({ description: 'Why the last attempt was given up' }) readonly lastReason!: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it is tried again; null while it is being tried',
  })
  readonly nextAttemptAt!: Date | null;
}
