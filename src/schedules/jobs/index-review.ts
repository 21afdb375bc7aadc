import { Injectable } from '@nestjs/common';

import { CatalogIndexes } from '../../indexes/catalog-indexes.service.js';
import type { Job, JobContext, JobResult } from '../schedule.js';
import { urgent } from './index-usage.js';

/**
 * Compares the indexes with what the queries need, has every query class explained and timed, and writes the index
 * report.
 */
@Injectable()
export class IndexReview implements Job {
  constructor(private readonly indexes: CatalogIndexes) {}

  async run({ signal }: JobContext): Promise<JobResult> {
    const { report, path } = await this.indexes.analyse(signal);
    const { analysis, advice, count } = report;
    return {
      summary: `${count} indexes, advice on ${advice.length}, ${analysis.verdict === 'passed' ? 'every query class inside its limit' : `${analysis.reasons.length} things wrong with query classes`}; report ${path}`,
      attention: [...new Set([...analysis.reasons, ...urgent(advice)])],
      detail: { verdict: analysis.verdict, reasons: analysis.reasons, advice, report: path },
    };
  }
}
