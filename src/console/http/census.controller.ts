import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiTags } from '@nestjs/swagger';

import { ApiAdmin, of } from '../../admin/api-docs.js';
import type { Answer } from '../../admin/answer.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { type Census, CensusTaker, type VersionCount } from '../census.js';

const count = { type: 'integer', minimum: 0 } as const;

/** The documents of a version, for the OpenAPI document. */
export class VersionCountModel implements Record<keyof VersionCount, unknown> {
  @ApiProperty({ example: 'v2' }) version!: string;
  @ApiProperty() name!: string;
  @ApiProperty(count) documents!: number;
  @ApiProperty({ ...count, description: 'Of them those that the mapping refuses' }) refused!: number;
}

/** How far a reading of the collection is, for the OpenAPI document. */
export class CensusReadingModel {
  @ApiProperty(count) documents!: number;
  @ApiProperty({ ...count, description: 'As the database estimates it' }) total!: number;
}

/** The census, for the OpenAPI document. */
export class CensusModel implements Record<keyof Census, unknown> {
  @ApiProperty({ type: String, format: 'date-time', description: 'Everything that happened until then is counted' })
  asOf!: unknown;

  @ApiProperty({ description: 'Whether the change stream has been silent for so long that a change may be missing' })
  isStale!: boolean;

  @ApiProperty(count) total!: number;
  @ApiProperty({ type: [VersionCountModel], description: 'Oldest version first' }) byVersion!: VersionCountModel[];
  @ApiProperty({ ...count, description: 'Of no known version' }) unrecognised!: number;

  @ApiProperty({
    type: CensusReadingModel,
    nullable: true,
    description: 'How far the collection is read, at the start or after a switch: until then the counts move',
  })
  reading!: CensusReadingModel | null;
}

/** How many documents are stored in which version, at this moment. */
@ApiTags('console')
@ApiExtraModels(CensusModel)
@Controller('api/admin/census')
export class CensusController {
  constructor(private readonly census: CensusTaker) {}

  @Get()
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'Count the documents by stored version, from memory: current within moments, and cheap to ask for',
    operationId: 'getCensus',
    role: 'viewer',
    data: of(CensusModel),
  })
  get(@Query() raw: RawParameters): Answer<Census> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: this.census.take() };
  }
}
