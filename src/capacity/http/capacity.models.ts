import { ApiProperty } from '@nestjs/swagger';

import type { CapacityReport, Growth, ThresholdForecast } from '../capacity-report.js';
import type {
  CapacitySnapshot,
  CollectionBytes,
  DiskBytes,
  OplogReach,
  ProductCounts,
  QueryFigures,
} from '../capacity-snapshot.js';
import { QUERY_CLASS_NAMES } from '../../query-classes/latency-targets.js';

const bytes = { type: 'integer', format: 'int64', minimum: 0 } as const;
const count = { type: 'integer', minimum: 0 } as const;
const numberOrNull = { type: Number, nullable: true } as const;
const dateOrNull = { type: String, format: 'date-time', nullable: true } as const;

/** Products by stored version, for the OpenAPI document. */
export class ProductCountsModel implements Record<keyof ProductCounts, unknown> {
  @ApiProperty(count) total!: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { v0: 15, v1: 60, v2: 0 } })
  byVersion!: unknown;
  @ApiProperty({ ...count, description: 'Of no known version' }) other!: number;
}

/** The collection's size, for the OpenAPI document. */
export class CollectionBytesModel implements Record<keyof CollectionBytes, unknown> {
  @ApiProperty({ ...bytes, description: 'Unpacked' }) data!: number;
  @ApiProperty({ ...bytes, description: 'As stored' }) storage!: number;
  @ApiProperty(bytes) indexes!: number;
  @ApiProperty(bytes) averageDocument!: number;
}

/** A disk, for the OpenAPI document. */
export class DiskBytesModel implements Record<keyof DiskBytes, unknown> {
  @ApiProperty(bytes) total!: number;
  @ApiProperty(bytes) used!: number;
}

/** The oplog, for the OpenAPI document. */
export class OplogReachModel implements Record<keyof OplogReach, unknown> {
  @ApiProperty(count) windowSeconds!: number;
  @ApiProperty(bytes) usedBytes!: number;
  @ApiProperty(bytes) maxBytes!: number;
  @ApiProperty({ description: 'Before it is full, its reach is only its age' }) isFull!: boolean;
}

/** A query class on a day, for the OpenAPI document. */
export class QueryFiguresModel implements Record<keyof QueryFigures, unknown> {
  @ApiProperty({ enum: QUERY_CLASS_NAMES }) name!: string;
  @ApiProperty({ ...count, description: 'Requests of the 24 hours before, of all instances' }) requests!: number;
  @ApiProperty({
    ...numberOrNull,
    description: 'Of these requests, in milliseconds; null where they were too few to tell',
  })
  p95Ms!: unknown;
  @ApiProperty({ ...numberOrNull, description: 'What the last performance check measured at the database' })
  probeP95Ms!: unknown;
}

/** How much there was on a day, for the OpenAPI document. */
export class CapacitySnapshotModel implements Record<keyof Omit<CapacitySnapshot, 'formatVersion' | '_id'>, unknown> {
  @ApiProperty({ type: String, format: 'date', description: 'The day, in UTC' }) day!: string;
  @ApiProperty({ type: String, format: 'date-time' }) at!: unknown;
  @ApiProperty({ type: ProductCountsModel }) products!: ProductCountsModel;
  @ApiProperty({ type: CollectionBytesModel }) bytes!: CollectionBytesModel;
  @ApiProperty({ type: DiskBytesModel, nullable: true, description: 'The primary’s data disk' })
  disk!: DiskBytesModel | null;
  @ApiProperty({ type: DiskBytesModel, nullable: true, description: 'The disk of BACKUP_DIR' })
  backupDisk!: DiskBytesModel | null;
  @ApiProperty({ type: OplogReachModel, nullable: true }) oplog!: OplogReachModel | null;
  @ApiProperty({ type: [QueryFiguresModel] }) queries!: QueryFiguresModel[];
}

/** Growth of a figure, for the OpenAPI document. */
export class GrowthModel implements Record<keyof Growth, unknown> {
  @ApiProperty() name!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ enum: ['products', 'requests', 'bytes', 'ms', 'percent', 'hours'] }) unit!: string;
  @ApiProperty({ ...numberOrNull, description: 'The last value' }) present!: unknown;
  @ApiProperty({ ...numberOrNull, description: 'By least squares; null while it cannot be told' }) perMonth!: unknown;
  @ApiProperty({ ...numberOrNull, description: 'Lower end of the interval of 95 %' }) perMonthLow!: unknown;
  @ApiProperty({ ...numberOrNull, description: 'Upper end of the interval of 95 %' }) perMonthHigh!: unknown;
  @ApiProperty() text!: string;
}

/** When a threshold is passed, for the OpenAPI document. */
export class ThresholdModel implements Record<keyof ThresholdForecast, unknown> {
  @ApiProperty() name!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ enum: ['unknown', 'reached', 'too-early', 'unclear', 'not-in-sight', 'expected'] }) state!: string;
  @ApiProperty(dateOrNull) at!: unknown;
  @ApiProperty({ ...dateOrNull, description: 'With a probability of 95 % not before' }) earliest!: unknown;
  @ApiProperty({ ...dateOrNull, description: 'With a probability of 95 % not after; null: much later' })
  latest!: unknown;
  @ApiProperty() text!: string;
  @ApiProperty({ description: 'What to do then' }) advice!: string;
}

/** How much there is and what is coming, for the OpenAPI document. */
export class CapacityModel implements Record<keyof CapacityReport, unknown> {
  @ApiProperty({ type: CapacitySnapshotModel, nullable: true }) latest!: CapacitySnapshotModel | null;
  @ApiProperty({ ...count, description: 'Daily snapshots that trends are told from' }) snapshots!: number;
  @ApiProperty({ type: String, format: 'date', nullable: true }) since!: unknown;
  @ApiProperty({ type: [GrowthModel] }) growth!: GrowthModel[];
  @ApiProperty({ type: [ThresholdModel] }) thresholds!: ThresholdModel[];
  @ApiProperty({ type: [CapacitySnapshotModel], description: 'The oldest first' }) history!: CapacitySnapshotModel[];
}
