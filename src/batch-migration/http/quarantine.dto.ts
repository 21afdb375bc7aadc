import { ApiProperty } from '@nestjs/swagger';

import type { Finding } from '../../../migrations/index.js';
import { QueryInteger, QueryOneOf } from '../../http/input/query-parameters.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MAX_PAGE = 10_000;
const DIRECTIONS = ['up', 'down'] as const;
const time = { type: String, format: 'date-time' } as const;
const integer = { type: 'integer' } as const;

/** Selects documents in quarantine. */
export class QuarantineQueryDto {
  @QueryInteger(1, MAX_PAGE, { description: 'Page number', default: 1 })
  readonly page: number = 1;

  @QueryInteger(1, MAX_LIMIT, { description: 'Documents per page', default: DEFAULT_LIMIT })
  readonly limit: number = DEFAULT_LIMIT;

  @QueryOneOf(DIRECTIONS, { description: 'Whether the upgrade or the downgrade failed' })
  readonly direction?: (typeof DIRECTIONS)[number];
}

/** One reason why the mapping refuses a document. */
export class FindingDto implements Finding {
  @ApiProperty({ example: 'pricing.basePrice' }) readonly path!: string;
  @ApiProperty() readonly problem!: string;
}

/** A document that the mapping refuses, as admins see it. */
export class QuarantineDto {
  @ApiProperty() readonly productId!: string;
  @ApiProperty() readonly runId!: string;
  @ApiProperty({
    enum: DIRECTIONS,
    description: 'up: to the latest version; down: to the one before, for the way back',
  })
  readonly direction!: string;
  @ApiProperty({ type: [FindingDto] }) readonly findings!: readonly Finding[];
  @ApiProperty(integer) readonly attempts!: number;
  @ApiProperty(time) readonly firstAt!: Date;
  @ApiProperty(time) readonly lastAt!: Date;
  @ApiProperty(integer) readonly rawBytes!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The stored document as relaxed Extended JSON; null if it is too large or cannot be decoded',
  })
  readonly raw!: unknown;
  @ApiProperty({ type: String, nullable: true, description: 'Why raw is null' }) readonly rawProblem!: string | null;
}

/** The position of a page in its list. */
export class QuarantinePaginationDto {
  @ApiProperty(integer) readonly page!: number;
  @ApiProperty(integer) readonly limit!: number;
  @ApiProperty(integer) readonly total!: number;
  @ApiProperty(integer) readonly totalPages!: number;
}

/** The outcome of another attempt. */
export class RetriedDto {
  @ApiProperty() readonly productId!: string;
  @ApiProperty({ enum: ['repaired', 'still-failing', 'gone'] }) readonly outcome!: string;
}
