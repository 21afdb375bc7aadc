import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import type { StartMigration } from '../migration.service.js';
import { STRATEGIES } from '../run/migration-run.js';
import { BodyReader } from '../../admin/body-reader.js';

/** The fastest that a migration may be told to go at most, in documents a second. */
export const MOST_DOCUMENTS_PER_SECOND = 10_000_000;

/** How fast a run may go, for the OpenAPI document. */
export class ThrottleModel {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MOST_DOCUMENTS_PER_SECOND,
    nullable: true,
    description: 'Copy at most this many documents per second; null: as fast as the reads of the catalog allow',
  })
  maxDocumentsPerSecond?: number | null;
}

/** What a new run is to be like, for the OpenAPI document. */
export class StartModel {
  @ApiProperty({
    enum: STRATEGIES,
    description: 'blue-green: a second collection takes the place of the first; in-place: on the collection itself',
  })
  strategy!: string;

  @ApiPropertyOptional({ default: false, description: 'Stay in step and wait for POST …/switch' })
  manualSwitch?: boolean;

  @ApiPropertyOptional({ type: ThrottleModel, nullable: true })
  throttle?: ThrottleModel | null;

  @ApiPropertyOptional({
    default: false,
    description: 'Go on although the pre-flight checks find blockers that an operator has looked at',
  })
  acceptBlockers?: boolean;
}

/** Reads the body of a start; an `InvalidInputError` names everything in it that is wrong. */
export function parseStart(body: unknown): Omit<StartMigration, 'startedBy'> {
  const reader = new BodyReader(body, ['strategy', 'manualSwitch', 'throttle', 'acceptBlockers']);
  const strategy = reader.oneOf('strategy', STRATEGIES);
  const manualSwitch = reader.flag('manualSwitch');
  const acceptBlockers = reader.flag('acceptBlockers');
  const maxDocumentsPerSecond = reader
    .within('throttle', ['maxDocumentsPerSecond'])
    .wholeNumber('maxDocumentsPerSecond', { least: 1, most: MOST_DOCUMENTS_PER_SECOND });
  reader.finish();
  return { strategy: strategy ?? 'blue-green', manualSwitch, acceptBlockers, maxDocumentsPerSecond };
}
