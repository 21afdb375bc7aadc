import { ApiProperty } from '@nestjs/swagger';

import type { RestorableStretch } from '../coverage.js';
import { clusterTimeText, isoSecond, secondsOf } from '../journal/cluster-timestamp.js';

const time = { type: String, format: 'date-time' } as const;

/** What can be restored from one backup. */
export class RestorableStretchDto {
  @ApiProperty() backupId!: string;
  @ApiProperty({ ...time, description: 'First second that can be restored from it' }) from!: string;
  @ApiProperty({ ...time, description: 'Last second that can be restored from it' }) to!: string;
  @ApiProperty({ example: '1769824805:7', description: 'Last restorable moment, as a cluster time' })
  toClusterTime!: string;

  @ApiProperty({
    enum: ['present', 'gap', 'replaced', 'no-journal'],
    description:
      'Why it ends there: present goes on as time does; replaced: another collection took the name; ' +
      'no-journal: the backup alone',
  })
  endedBy!: RestorableStretch['endedBy'];
}

/** A period that the journal does not cover. */
export class JournalGapDto {
  @ApiProperty(time) from!: string;
  @ApiProperty(time) to!: string;
  @ApiProperty() reason!: string;
}

/** The times to which the products can be restored. */
export class CoverageDto {
  @ApiProperty(time) asOf!: string;
  @ApiProperty({ type: [RestorableStretchDto], description: 'Per backup, oldest first' })
  stretches!: RestorableStretchDto[];
  @ApiProperty({ type: [JournalGapDto] }) gaps!: JournalGapDto[];
}

/** A second is restorable only as a whole, so the one in which a gap starts is not. */
export function toStretchDto({ backupId, from, to, endedBy }: RestorableStretch): RestorableStretchDto {
  const beginsGap = endedBy === 'gap' && secondsOf(to + 1n) === secondsOf(to);
  const last = beginsGap ? to - (1n << 32n) : to;
  const lastSecond = isoSecond(last < from ? from : last);
  return { backupId, from: isoSecond(from), to: lastSecond, toClusterTime: clusterTimeText(to), endedBy };
}
