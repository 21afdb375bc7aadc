import { ApiProperty } from '@nestjs/swagger';

import type { SlowQuery } from '../slow-query-store.js';

const time = { type: String, format: 'date-time' } as const;

/** The shape of a slow database command as admins see it. Times are in milliseconds. */
export class SlowQueryDto {
  @ApiProperty() readonly key!: string;
  @ApiProperty() readonly command!: string;
  @ApiProperty() readonly collection!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The command’s operators and fields; each value is replaced by its type',
  })
  readonly shape!: unknown;
  @ApiProperty({ type: 'integer' }) readonly count!: number;
  @ApiProperty() readonly meanMs!: number;
  @ApiProperty() readonly maxMs!: number;
  @ApiProperty({ type: [Number] }) readonly latestMs!: readonly number[];
  @ApiProperty(time) readonly firstAt!: Date;
  @ApiProperty(time) readonly lastAt!: Date;
  @ApiProperty({ type: String, nullable: true, description: 'Stages and indexes, from the result down' })
  readonly plan!: string | null;
  @ApiProperty({ type: Boolean, nullable: true }) readonly collectionScan!: boolean | null;
}

/** Converts a slow query to its DTO. Pure. */
export function toSlowQueryDto(query: SlowQuery): SlowQueryDto {
  return {
    key: query._id,
    command: query.command,
    collection: query.collection,
    shape: JSON.parse(query.shape),
    count: query.count,
    meanMs: Math.round(query.totalMs / Math.max(1, query.count)),
    maxMs: query.maxMs,
    latestMs: query.samples,
    firstAt: query.firstAt,
    lastAt: query.lastAt,
    plan: query.plan?.plan ?? null,
    collectionScan: query.plan?.collectionScan ?? null,
  };
}
