import { ApiProperty } from '@nestjs/swagger';

import type { IndexAdvice } from '../index-advice.js';
import type { IndexListView, IndexReport, IndexView } from '../index-report.js';
import { QUERY_CLASS_NAMES } from '../../query-classes/latency-targets.js';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const wholeOrNull = { type: 'integer', nullable: true } as const;
const OBJECT = { type: 'object', additionalProperties: true } as const;

/** What an index is for, for the OpenAPI document. */
export class ServedQueriesModel {
  @ApiProperty({ enum: QUERY_CLASS_NAMES, isArray: true }) classes!: readonly string[];
  @ApiProperty() query!: string;
  @ApiProperty({ enum: ['catalogue', 'others'], description: 'others: who reads the collection directly' })
  reader!: string;
}

/** An index, for the OpenAPI document. */
export class IndexModel implements Record<keyof IndexView, unknown> {
  @ApiProperty() name!: string;
  @ApiProperty({ enum: ['ready', 'missing', 'on-request', 'different', 'hidden', 'building'] }) state!: string;
  @ApiProperty() declared!: boolean;
  @ApiProperty() hidden!: boolean;
  @ApiProperty(OBJECT) key!: unknown;
  @ApiProperty({ ...OBJECT, nullable: true }) partialFilterExpression!: unknown;
  @ApiProperty({ type: ServedQueriesModel, nullable: true }) serves!: ServedQueriesModel | null;
  @ApiProperty({ type: [String], description: 'In what it is not as declared' }) differences!: readonly string[];
  @ApiProperty({ ...wholeOrNull, description: 'On disk' }) bytes!: unknown;
  @ApiProperty({ ...wholeOrNull, description: 'Operations that used it, on all members that answered' })
  operations!: unknown;
  @ApiProperty({ ...timeOrNull, description: 'From when on they are counted on all members' }) countedSince!: unknown;
  @ApiProperty({ ...timeOrNull, description: 'When a hidden index that is to go may be dropped' }) dropAfter!: unknown;
}

/** An advice, for the OpenAPI document. */
export class IndexAdviceModel implements Record<Exclude<keyof IndexAdvice, 'index'>, unknown> {
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
  kind!: string;
  @ApiProperty({ enum: ['warning', 'info'] }) severity!: string;
  @ApiProperty({ required: false }) index?: string;
  @ApiProperty() text!: string;
}

/** The indexes of the products, for the OpenAPI document. */
export class IndexListModel implements Record<keyof IndexListView, unknown> {
  @ApiProperty(time) at!: unknown;
  @ApiProperty({ type: 'integer' }) documents!: number;
  @ApiProperty({ type: 'integer' }) count!: number;
  @ApiProperty({ type: 'integer', description: 'As many as MongoDB allows a collection' }) mostIndexes!: number;
  @ApiProperty({ ...wholeOrNull, description: 'On disk' }) totalBytes!: unknown;
  @ApiProperty({ type: [String], description: 'The members whose usage is counted' }) members!: readonly string[];
  @ApiProperty({ type: [IndexModel] }) indexes!: IndexModel[];
  @ApiProperty({ type: [IndexAdviceModel] }) advice!: IndexAdviceModel[];
}

/** What was built, for the OpenAPI document. */
export class IndexSyncModel {
  @ApiProperty({ type: [String] }) built!: readonly string[];
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      required: ['name', 'problem'],
      properties: { name: { type: 'string' }, problem: { type: 'string' } },
    },
    description: 'What the server did not take, and why',
  })
  refused!: readonly unknown[];
  @ApiProperty({ type: IndexListModel }) now!: IndexListModel;
}

/** The index report, for the OpenAPI document. */
export class IndexReportModel extends IndexListModel implements Record<keyof IndexReport, unknown> {
  @ApiProperty({ enum: ['passed', 'failed'] }) verdict!: string;
  @ApiProperty({
    ...OBJECT,
    description:
      'Per query class plans, keys and documents examined, times and limit; and the queries of the indexes ' +
      'that others read by',
  })
  analysis!: unknown;
}

/** What came of a removal, for the OpenAPI document. */
export class IndexRemovalModel {
  @ApiProperty() name!: string;
  @ApiProperty({ enum: ['hidden', 'dropped'] }) state!: string;
  @ApiProperty(timeOrNull) hiddenAt!: unknown;
  @ApiProperty(timeOrNull) dropAfter!: unknown;
}
