import { ApiProperty } from '@nestjs/swagger';

import type { OldApi } from '../../config/settings.js';
import { QueryInteger } from '../../http/input/query-parameters.js';
import { type ClientUse, KEPT_DAYS } from '../old-api-history.js';

const DEFAULT_DAYS = 30;
const count = { type: 'integer', minimum: 0 } as const;

/** How far to look back. */
export class OldApiUsageQueryDto {
  @QueryInteger(1, KEPT_DAYS, { description: 'Days to look back, today included', default: DEFAULT_DAYS })
  readonly days: number = DEFAULT_DAYS;
}

/** How often a client used an old name. */
export class ParameterUseDto {
  @ApiProperty({ description: 'An old name, or an address of the old API' }) readonly parameter!: string;
  @ApiProperty(count) readonly requests!: number;
}

/** What a client still uses of the old API. */
export class ClientUseDto implements Record<keyof ClientUse, unknown> {
  @ApiProperty({ description: 'The product of its User-Agent, or its browser' }) readonly client!: string;
  @ApiProperty(count) readonly requests!: number;
  @ApiProperty({ type: String, format: 'date-time' }) readonly lastAt!: ClientUse['lastAt'];
  @ApiProperty({ type: [ParameterUseDto] }) readonly parameters!: ClientUse['parameters'];
}

/** Which clients still use which parts of the old API. */
export class OldApiUsageDto {
  @ApiProperty({ enum: ['accept', 'refuse'], description: 'The setting OLD_API' }) readonly mode!: OldApi;
  @ApiProperty({ type: String, format: 'date-time' }) readonly deprecatedSince!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The setting OLD_API_SUNSET' })
  readonly sunset!: string | null;
  @ApiProperty(count) readonly days!: number;
  @ApiProperty({ type: [ClientUseDto] }) readonly clients!: readonly ClientUse[];
}
