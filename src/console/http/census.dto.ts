import { ApiProperty } from '@nestjs/swagger';

import type { Census, VersionCount } from '../census.js';

const count = { type: 'integer', minimum: 0 } as const;

/** The documents of a version. */
export class VersionCountDto implements Record<keyof VersionCount, unknown> {
  @ApiProperty({ example: 'v2' }) version!: string;
  @ApiProperty() name!: string;
  @ApiProperty(count) documents!: number;
  @ApiProperty({ ...count, description: 'Of them those that the mapping refuses' }) refused!: number;
}

/** How far a reading of the collection is. */
export class CensusReadingDto {
  @ApiProperty(count) documents!: number;
  @ApiProperty({ ...count, description: 'As the database estimates it' }) total!: number;
}

/** The census. */
export class CensusDto implements Record<keyof Census, unknown> {
  @ApiProperty({ type: String, format: 'date-time', description: 'Everything that happened until then is counted' })
  asOf!: unknown;

  @ApiProperty({ description: 'Whether the change stream has been silent for so long that a change may be missing' })
  isStale!: boolean;

  @ApiProperty(count) total!: number;
  @ApiProperty({ type: [VersionCountDto], description: 'Oldest version first' }) byVersion!: VersionCountDto[];
  @ApiProperty({ ...count, description: 'Of no known version' }) unrecognised!: number;

  @ApiProperty({
    type: CensusReadingDto,
    nullable: true,
    description: 'How far the collection is read, at the start or after a switch: until then the counts move',
  })
  reading!: CensusReadingDto | null;
}
