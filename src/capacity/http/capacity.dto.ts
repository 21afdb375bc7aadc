import { ApiProperty } from '@nestjs/swagger';

import { QueryInteger } from '../../http/input/query-parameters.js';
import { QUERY_CLASS_NAMES } from '../../query-classes/latency-targets.js';
import type { CapacityReport, Growth, ThresholdForecast } from '../capacity-report.js';
import type {
  CapacitySnapshot,
  CollectionBytes,
  DiskBytes,
  OplogReach,
  ProductCounts,
  QueryFigures,
} from '../capacity-snapshot.js';
import { KEPT_SNAPSHOTS } from '../capacity-store.js';

const DEFAULT_DAYS = 30;
const bytes = { type: 'integer', format: 'int64', minimum: 0 } as const;
const count = { type: 'integer', minimum: 0 } as const;
const numberOrNull = { type: Number, nullable: true } as const;
const dateOrNull = { type: String, format: 'date-time', nullable: true } as const;

/** Query for the length of the history. */
export class CapacityQueryDto {
  @QueryInteger(1, KEPT_SNAPSHOTS, { description: 'Number of days of snapshots to return', default: DEFAULT_DAYS })
  readonly days: number = DEFAULT_DAYS;
}

/** Products by stored version. */
export class ProductCountsDto implements ProductCounts {
  @ApiProperty(count) readonly total!: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { v0: 15, v1: 60, v2: 0 } })
  readonly byVersion!: ProductCounts['byVersion'];
  @ApiProperty({ ...count, description: 'Documents of no known version' }) readonly other!: number;
}

/** The collection's size. */
export class CollectionBytesDto implements CollectionBytes {
  @ApiProperty({ ...bytes, description: 'Unpacked' }) readonly data!: number;
  @ApiProperty({ ...bytes, description: 'As stored' }) readonly storage!: number;
  @ApiProperty(bytes) readonly indexes!: number;
  @ApiProperty(bytes) readonly averageDocument!: number;
}

/** A disk. */
export class DiskBytesDto implements DiskBytes {
  @ApiProperty(bytes) readonly total!: number;
  @ApiProperty(bytes) readonly used!: number;
}

/** The oplog. */
export class OplogReachDto implements OplogReach {
  @ApiProperty(count) readonly windowSeconds!: number;
  @ApiProperty(bytes) readonly usedBytes!: number;
  @ApiProperty(bytes) readonly maxBytes!: number;
  @ApiProperty({ description: 'Before it has been full, its reach is only its age' }) readonly isFull!: boolean;
}

/** A query class on a day. */
export class QueryFiguresDto implements QueryFigures {
  @ApiProperty({ enum: QUERY_CLASS_NAMES }) readonly name!: QueryFigures['name'];
  @ApiProperty({ ...count, description: 'Requests of the previous 24 hours, over all instances' })
  readonly requests!: number;
  @ApiProperty({
    ...numberOrNull,
    description: 'Their p95 in milliseconds; null if there were too few',
  })
  readonly p95Ms!: number | null;
  @ApiProperty({ ...numberOrNull, description: 'The last performance check’s measurement at the database' })
  readonly probeP95Ms!: number | null;
}

/** Sizes on one day. */
export class CapacitySnapshotDto implements Omit<CapacitySnapshot, 'formatVersion' | '_id'> {
  @ApiProperty({ type: String, format: 'date', description: 'The day, in UTC' }) readonly day!: string;
  @ApiProperty({ type: String, format: 'date-time' }) readonly at!: Date;
  @ApiProperty({ type: ProductCountsDto }) readonly products!: ProductCounts;
  @ApiProperty({ type: CollectionBytesDto }) readonly bytes!: CollectionBytes;
  @ApiProperty({ type: DiskBytesDto, nullable: true, description: 'The primary’s data disk' })
  readonly disk!: DiskBytes | null;
  @ApiProperty({ type: DiskBytesDto, nullable: true, description: 'The disk of BACKUP_DIR' })
  readonly backupDisk!: DiskBytes | null;
  @ApiProperty({ type: OplogReachDto, nullable: true }) readonly oplog!: OplogReach | null;
  @ApiProperty({ type: [QueryFiguresDto] }) readonly queries!: readonly QueryFigures[];
}

/** Growth of a figure. */
export class GrowthDto implements Growth {
  @ApiProperty() readonly name!: string;
  @ApiProperty() readonly title!: string;
  @ApiProperty({ enum: ['products', 'requests', 'bytes', 'ms', 'percent', 'hours'] }) readonly unit!: Growth['unit'];
  @ApiProperty({ ...numberOrNull, description: 'The last value' }) readonly present!: number | null;
  @ApiProperty({ ...numberOrNull, description: 'By least squares; null while unknown' })
  readonly perMonth!: number | null;
  @ApiProperty({ ...numberOrNull, description: 'Lower end of the 95 % interval' })
  readonly perMonthLow!: number | null;
  @ApiProperty({ ...numberOrNull, description: 'Upper end of the 95 % interval' })
  readonly perMonthHigh!: number | null;
  @ApiProperty() readonly text!: string;
}

/** When a threshold is reached. */
export class ThresholdDto implements ThresholdForecast {
  @ApiProperty() readonly name!: string;
  @ApiProperty() readonly title!: string;
  @ApiProperty({ enum: ['unknown', 'reached', 'too-early', 'unclear', 'not-in-sight', 'expected'] })
  readonly state!: ThresholdForecast['state'];
  @ApiProperty(dateOrNull) readonly at!: Date | null;
  @ApiProperty({ ...dateOrNull, description: 'Earliest date, with a probability of 95 %' })
  readonly earliest!: Date | null;
  @ApiProperty({ ...dateOrNull, description: 'Latest date, with a probability of 95 %; null: much later' })
  readonly latest!: Date | null;
  @ApiProperty() readonly text!: string;
  @ApiProperty({ description: 'What to do when it is reached' }) readonly advice!: string;
}

/** Current sizes and forecast. */
export class CapacityDto implements Record<keyof CapacityReport, unknown> {
  @ApiProperty({ type: CapacitySnapshotDto, nullable: true }) readonly latest!: CapacitySnapshotDto | null;
  @ApiProperty({ ...count, description: 'Number of daily snapshots behind the trends' }) readonly snapshots!: number;
  @ApiProperty({ type: String, format: 'date', nullable: true }) readonly since!: string | null;
  @ApiProperty({ type: [GrowthDto] }) readonly growth!: readonly Growth[];
  @ApiProperty({ type: [ThresholdDto] }) readonly thresholds!: readonly ThresholdForecast[];
  @ApiProperty({ type: [CapacitySnapshotDto], description: 'Oldest first' })
  readonly history!: readonly CapacitySnapshotDto[];
}
