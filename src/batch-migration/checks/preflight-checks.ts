import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import type { PreflightReport } from '../preflight/preflight-report.js';
import { runPreflight } from '../preflight/run-preflight.js';
import { Collections } from '../../database/collections.js';
import type { LongWork } from './integrity-check.js';

/** The pre-flight checks on their own: whether a migration could start. */
@Injectable()
export class PreflightChecks {
  constructor(
    private readonly collections: Collections,
    private readonly settings: Settings,
  ) {}

  /** Runs all checks, or only those on indexes and query classes. Changes nothing. */
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
