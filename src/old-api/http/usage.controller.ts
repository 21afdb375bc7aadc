import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ApiAdmin, listOf, query } from '../../admin/api-docs.js';
import type { Answer } from '../../admin/answer.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { type OldApi, Settings } from '../../config/settings.js';
import { DEPRECATED_SINCE } from '../deprecation.js';
import { type ClientUse, KEPT_DAYS, OldApiHistory } from '../old-api-history.js';

const DEFAULT_DAYS = 30;

/** Who still uses what of the old API. */
interface OldApiUsage {
  readonly mode: OldApi;
  readonly deprecatedSince: string;
  readonly sunset: string | null;
  readonly days: number;
  readonly clients: readonly ClientUse[];
}

const COUNT = { type: 'integer', minimum: 0 };
const CLIENT = {
  type: 'object',
  required: ['client', 'requests', 'lastAt', 'parameters'],
  properties: {
    client: { type: 'string', description: 'The product of its User-Agent, or its browser' },
    requests: COUNT,
    lastAt: { type: 'string', format: 'date-time' },
    parameters: listOf({
      type: 'object',
      required: ['parameter', 'requests'],
      properties: {
        parameter: { type: 'string', description: 'An old name, or an address of the old API' },
        requests: COUNT,
      },
    }),
  },
};
const USAGE = {
  type: 'object',
  required: ['mode', 'deprecatedSince', 'sunset', 'days', 'clients'],
  properties: {
    mode: { type: 'string', enum: ['accept', 'refuse'], description: 'The setting OLD_API' },
    deprecatedSince: { type: 'string', format: 'date-time' },
    sunset: { type: 'string', nullable: true, description: 'The setting OLD_API_SUNSET' },
    days: COUNT,
    clients: listOf(CLIENT),
  },
};

/** Tells which clients have still to be moved. */
@ApiTags('old clients')
@Controller('api/admin/old-api')
export class OldApiUsageController {
  constructor(
    private readonly history: OldApiHistory,
    private readonly settings: Settings,
  ) {}

  @Get()
  @RequireRole('viewer')
  @query('days', 'Days to look back, today included', {
    type: 'integer',
    minimum: 1,
    maximum: KEPT_DAYS,
    default: DEFAULT_DAYS,
  })
  @ApiAdmin({
    summary: 'Who still uses what of the old API, over all instances',
    operationId: 'getOldApiUsage',
    role: 'viewer',
    data: USAGE,
  })
  async usage(@Query() raw: RawParameters): Promise<Answer<OldApiUsage>> {
    const reader = new ParameterReader(raw, ['days']);
    const days = reader.integer('days', 1, KEPT_DAYS) ?? DEFAULT_DAYS;
    reader.finish();
    const { OLD_API: mode, OLD_API_SUNSET: sunset = null } = this.settings;
    return {
      success: true,
      data: {
        mode,
        deprecatedSince: DEPRECATED_SINCE.toISOString(),
        sunset,
        days,
        clients: await this.history.read(days),
      },
    };
  }
}
