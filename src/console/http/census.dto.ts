import { ApiProperty } from '@nestjs/swagger';

import type { Census, VersionCount } from '../census.js';

const count = { type: 'integer', minimum: 0 } as const;

/** Counts for one version. */
export class VersionCountDto implements Record<keyof VersionCount, unknown> {
  @ApiProperty({ example: 'v2' }) version!: string;
  @ApiProperty() name!: string;
  @ApiProperty(count) documents!: number;
  @ApiProperty({ ...count, description: 'How many of them the mapping refuses' }) refused!: number;
}

/** Progress of reading the collection. */
export class CensusReadingDto {
  @ApiProperty(count) documents!: number;
  @ApiProperty({ ...count, description: 'Estimate by the database' }) total!: number;
}

/** The census. */
export class CensusDto implements Record<keyof Census, unknown> {
  @ApiProperty({ type: String, format: 'date-time', description: 'All changes up to this time are counted' })
  asOf!: unknown;

  @ApiProperty({ description: 'Whether the change stream has been silent for so long that changes may be missing' })
  isStale!: boolean;

  @ApiProperty(count) total!: number;
  @ApiProperty({ type: [VersionCountDto], description: 'Oldest version first' }) byVersion!: VersionCountDto[];
  @ApiProperty({ ...count, description: 'Documents of no known version' }) unrecognised!: number;

  @ApiProperty({
    type: CensusReadingDto,
    nullable: true,
    description:
      'Progress of reading the collection at startup or after a switch; until it is done, the counts are incomplete',
  })
  reading!: CensusReadingDto | null;
}
