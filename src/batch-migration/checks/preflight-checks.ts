import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import type { PreflightReport } from '../preflight/preflight-report.js';
import { runPreflight } from '../preflight/run-preflight.js';
import { Collections } from '../../database/collections.js';
import type { LongWork } from './integrity-check.js';

/** The pre-flight checks by themselves: whether a migration could begin. */
@Injectable()
export class PreflightChecks {
  constructor(
    private readonly collections: Collections,
    private readonly settings: Settings,
  ) {}

  /** Looks at everything, or at indexes and query classes alone; changes nothing. */
  check({
    signal,
    onProgress,
    performanceOnly = false,
  }: LongWork & { readonly performanceOnly?: boolean }): Promise<PreflightReport> {
    return runPreflight({
      collections: this.collections,
      settings: this.settings,
      performanceOnly,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  }
}
