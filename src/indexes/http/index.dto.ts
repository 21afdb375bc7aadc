import { ApiProperty } from '@nestjs/swagger';

import { ConfirmDto } from '../../admin/confirmed.decorator.js';
import { Flag, NumberWithin, SomeOf } from '../../http/input/body-fields.js';
import { QUERY_CLASS_NAMES } from '../../query-classes/latency-targets.js';
import type { IndexAdvice } from '../index-advice.js';
import { indexesOnRequest } from '../index-definitions.js';
import { GRACE_DAYS, MAX_GRACE_DAYS, type RemovalOutcome } from '../index-removals.js';
import type { IndexEntry, IndexList, IndexReport } from '../index-report.js';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const integerOrNull = { type: 'integer', nullable: true } as const;
const OBJECT = { type: 'object', additionalProperties: true } as const;

/** Request to build indexes. */
export class SyncIndexesDto {
  @SomeOf(indexesOnRequest().map(({ name }) => name), {
    default: [],
    description: 'On-request indexes to build as well',
  })
  readonly also: readonly string[] = [];
}

/** Options for removing an index. */
export class RemoveIndexDto extends ConfirmDto {
  @Flag({ default: false, description: 'Allow removing a declared index' })
  readonly force: boolean = false;

  @NumberWithin(0, MAX_GRACE_DAYS, {
    integer: true,
    nullable: true,
    default: GRACE_DAYS,
    description: 'How long it stays hidden before it is dropped',
  })
  readonly graceDays?: number | null;
}

/** The purpose of an index. */
export class ServedQueriesDto {
  @ApiProperty({ enum: QUERY_CLASS_NAMES, isArray: true }) readonly classes!: readonly string[];
  @ApiProperty() readonly query!: string;
  @ApiProperty({ enum: ['catalogue', 'others'], description: 'others: programs that read the collection directly' })
  readonly reader!: string;
}

/** An index. */
export class IndexDto implements IndexEntry {
  @ApiProperty() readonly name!: string;
  @ApiProperty({ enum: ['ready', 'missing', 'on-request', 'different', 'hidden', 'building'] })
  readonly state!: IndexEntry['state'];
  @ApiProperty() readonly declared!: boolean;
  @ApiProperty() readonly hidden!: boolean;
  @ApiProperty(OBJECT) readonly key!: IndexEntry['key'];
  @ApiProperty({ ...OBJECT, nullable: true }) readonly partialFilterExpression!: IndexEntry['partialFilterExpression'];
  @ApiProperty({ type: ServedQueriesDto, nullable: true }) readonly serves!: IndexEntry['serves'];
  @ApiProperty({ type: [String], description: 'Differences from the declaration' })
  readonly differences!: readonly string[];
  @ApiProperty({ ...integerOrNull, description: 'On disk' }) readonly bytes!: number | null;
  @ApiProperty({ ...integerOrNull, description: 'Operations that used it, on all members that replied' })
  readonly operations!: number | null;
  @ApiProperty({ ...timeOrNull, description: 'Since when all members have counted them' })
  readonly countedSince!: Date | null;
  @ApiProperty({ ...timeOrNull, description: 'When a hidden index scheduled for removal may be dropped' })
  readonly dropAfter!: Date | null;
}

/** An advice. */
export class IndexAdviceDto implements IndexAdvice {
  @ApiProperty({
    enum: [
      'build',
      'different',
      'blocked',
      'unhide',
      'unused',
      'redundant',
      'suggested',
      'too-many',
      'incomplete',
      'valueless',
    ],
  })
  readonly kind!: IndexAdvice['kind'];
  @ApiProperty({ enum: ['warning', 'info'] }) readonly severity!: IndexAdvice['severity'];
  @ApiProperty({ required: false }) readonly index?: string;
  @ApiProperty() readonly text!: string;
}

/** The indexes of the products. */
export class IndexListDto implements IndexList {
  @ApiProperty(time) readonly at!: Date;
  @ApiProperty({ type: 'integer' }) readonly documents!: number;
  @ApiProperty({ type: 'integer' }) readonly count!: number;
  @ApiProperty({ type: 'integer', description: 'MongoDB’s limit per collection' })
  readonly mostIndexes!: number;
  @ApiProperty({ ...integerOrNull, description: 'On disk' }) readonly totalBytes!: number | null;
  @ApiProperty({ type: [String], description: 'The members whose usage is counted' })
  readonly members!: readonly string[];
  @ApiProperty({ type: [IndexDto] }) readonly indexes!: readonly IndexEntry[];
  @ApiProperty({ type: [IndexAdviceDto] }) readonly advice!: readonly IndexAdvice[];
}

/** An index that the server refused, and why. */
export class RefusedIndexDto {
  @ApiProperty() readonly name!: string;
  @ApiProperty() readonly problem!: string;
}

/** The result of a build. */
export class IndexSyncDto {
  @ApiProperty({ type: [String] }) readonly built!: readonly string[];
  @ApiProperty({ type: [RefusedIndexDto], description: 'Indexes that the server refused, and why' })
  readonly refused!: readonly RefusedIndexDto[];
  @ApiProperty({ type: IndexListDto }) readonly now!: IndexList;
}

/** The index report. */
export class IndexReportDto extends IndexListDto implements Record<keyof IndexReport, unknown> {
  @ApiProperty({ enum: ['passed', 'failed'] }) readonly verdict!: IndexReport['verdict'];
  @ApiProperty({
    ...OBJECT,
    description:
      'Plans, keys and documents examined, times and limit per query class; and the queries of the indexes ' +
      'that others read by',
  })
  readonly analysis!: IndexReport['analysis'];
}

/** The result of a removal. */
export class IndexRemovalDto {
  @ApiProperty() readonly name!: string;
  @ApiProperty({ enum: ['hidden', 'dropped'] }) readonly state!: RemovalOutcome['state'];
  @ApiProperty(timeOrNull) readonly hiddenAt!: Date | null;
  @ApiProperty(timeOrNull) readonly dropAfter!: Date | null;
}

/** Converts the result of a removal to its DTO. Pure. */
export function toIndexRemovalDto(name: string, outcome: RemovalOutcome): IndexRemovalDto {
  const { hiddenAt = null, dropAfter = null } = outcome.state === 'hidden' ? outcome.removal : {};
  return { name, state: outcome.state, hiddenAt, dropAfter };
}
