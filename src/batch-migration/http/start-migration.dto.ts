import { ConfirmDto } from '../../admin/confirmed.decorator.js';
import { Flag, NumberWithin, OneOf, Part } from '../../http/input/body-fields.js';
import type { StartMigration } from '../migration.service.js';
import { STRATEGIES, type Strategy } from '../run/migration-run.js';

/** The upper limit for the configured speed, in documents per second. */
const MAX_DOCUMENTS_PER_SECOND = 10_000_000;

/** Speed limits of a run. */
export class ThrottleDto {
  @NumberWithin(1, MAX_DOCUMENTS_PER_SECOND, {
    integer: true,
    nullable: true,
    description: 'Copy at most this many documents per second; null: as fast as the reads of the catalog allow',
  })
  readonly maxDocumentsPerSecond?: number | null;
}

/** Options of a new run. */
export class StartMigrationDto {
  @OneOf(STRATEGIES, {
    required: true,
    description:
      'blue-green: a second collection replaces the first; in-place: documents are upgraded in the collection itself',
  })
  readonly strategy!: Strategy;

  @Flag({ default: false, description: 'Stay in sync and wait for POST …/switch' })
  readonly manualSwitch: boolean = false;

  @Part(ThrottleDto, { nullable: true })
  readonly throttle?: ThrottleDto | null;

  @Flag({
    default: false,
    description: 'Continue although the pre-flight checks find blockers that an operator has reviewed',
  })
  readonly acceptBlockers: boolean = false;
}

/** What to check before a migration. */
export class ValidateMigrationDto {
  @Flag({ default: false, description: 'Only measure the query classes' })
  readonly performanceOnly: boolean = false;
}

/** How to roll back. */
export class RollBackDto extends ConfirmDto {
  @Flag({ default: false, description: 'Skip the final comparison' })
  readonly emergency: boolean = false;
}

/** Converts the request to the options that the service takes. */
export function startOptions(body: StartMigrationDto): Omit<Required<StartMigration>, 'startedBy'> {
  const { strategy, manualSwitch, acceptBlockers, throttle } = body;
  return { strategy, manualSwitch, acceptBlockers, maxDocumentsPerSecond: throttle?.maxDocumentsPerSecond ?? null };
}
