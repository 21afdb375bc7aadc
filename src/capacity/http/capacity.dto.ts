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

/** How far the history goes back. */
export class CapacityQueryDto {
  @QueryInteger(1, KEPT_SNAPSHOTS, { description: 'Snapshots of so many days', default: DEFAULT_DAYS })
  readonly days: number = DEFAULT_DAYS;
}

/** Products by stored version. */
export class ProductCountsDto implements ProductCounts {
  @ApiProperty(count) readonly total!: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { v0: 15, v1: 60, v2: 0 } })
  readonly byVersion!: ProductCounts['byVersion'];
  @ApiProperty({ ...count, description: 'Of no known version' }) readonly other!: number;
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
  @ApiProperty({ description: 'Before it is full, its reach is only its age' }) readonly isFull!: boolean;
}

/** A query class on a day. */
export class QueryFiguresDto implements QueryFigures {
  @ApiProperty({ enum: QUERY_CLASS_NAMES }) readonly name!: QueryFigures['name'];
  @ApiProperty({ ...count, description: 'Requests of the 24 hours before, of all instances' })
  readonly requests!: number;
  @ApiProperty({
    ...numberOrNull,
    description: 'Of these requests, in milliseconds; null where they were too few to tell',
  })
  readonly p95Ms!: number | null;
  @ApiProperty({ ...numberOrNull, description: 'What the last performance check measured at the database' })
  readonly probeP95Ms!: number | null;
}

/** How much there was on a day. */
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
  @ApiProperty({ ...numberOrNull, description: 'By least squares; null while it cannot be told' })
  readonly perMonth!: number | null;
  @ApiProperty({ ...numberOrNull, description: 'Lower end of the interval of 95 %' })
  readonly perMonthLow!: number | null;
  @ApiProperty({ ...numberOrNull, description: 'Upper end of the interval of 95 %' })
  readonly perMonthHigh!: number | null;
  @ApiProperty() readonly text!: string;
}

/** When a threshold is passed. */
export class ThresholdDto implements ThresholdForecast {
  @ApiProperty() readonly name!: string;
  @ApiProperty() readonly title!: string;
  @ApiProperty({ enum: ['unknown', 'reached', 'too-early', 'unclear', 'not-in-sight', 'expected'] })
  readonly state!: ThresholdForecast['state'];
  @ApiProperty(dateOrNull) readonly at!: Date | null;
  @ApiProperty({ ...dateOrNull, description: 'With a probability of 95 % not before' }) readonly earliest!: Date | null;
  @ApiProperty({ ...dateOrNull, description: 'With a probability of 95 % not after; null: much later' })
  readonly latest!: Date | null;
  @ApiProperty() readonly text!: string;
  @ApiProperty({ description: 'What to do then' }) readonly advice!: string;
}

/** How much there is and what is coming. */
export class CapacityDto implements Record<keyof CapacityReport, unknown> {
  @ApiProperty({ type: CapacitySnapshotDto, nullable: true }) readonly latest!: CapacitySnapshotDto | null;
  @ApiProperty({ ...count, description: 'Daily snapshots that trends are told from' }) readonly snapshots!: number;
  @ApiProperty({ type: String, format: 'date', nullable: true }) readonly since!: string | null;
  @ApiProperty({ type: [GrowthDto] }) readonly growth!: readonly Growth[];
  @ApiProperty({ type: [ThresholdDto] }) readonly thresholds!: readonly ThresholdForecast[];
  @ApiProperty({ type: [CapacitySnapshotDto], description: 'The oldest first' })
  readonly history!: readonly CapacitySnapshotDto[];
}
