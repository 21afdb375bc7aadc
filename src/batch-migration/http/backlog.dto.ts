import { ApiProperty } from '@nestjs/swagger';

import { type Backlog, TRENDS } from '../run/backlog.js';

/** How far a run lags behind the writers, and what to do if that gets worse. */
export class BacklogDto implements Backlog {
  @ApiProperty({ type: 'integer', description: 'Estimated number of changes written but not yet applied' })
  readonly changesBehind!: number;
  @ApiProperty({ type: 'integer' }) readonly secondsBehind!: number;
  @ApiProperty({ type: 'integer', description: 'Changes applied per second, over the last ten seconds' })
  readonly appliedPerSecond!: number;
  @ApiProperty({ type: 'integer', description: 'Changes written a second' }) readonly writtenPerSecond!: number;
  @ApiProperty({ enum: TRENDS }) readonly trend!: Backlog['trend'];
  @ApiProperty({ type: String, nullable: true, description: 'What to do if it falls behind' })
  readonly advice!: string | null;
}

/** A postponed switch or rollback. */
export class PutOffSwitchDto {
  @ApiProperty({ type: 'integer', description: 'Number of failed attempts' }) readonly attempts!: number;
  @ApiProperty({ description: 'Why the last attempt failed' }) readonly lastReason!: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the next attempt is due; null during an attempt',
  })
  readonly nextAttemptAt!: Date | null;
}
