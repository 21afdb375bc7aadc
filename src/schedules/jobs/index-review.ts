import { Injectable } from '@nestjs/common';

import { CatalogIndexes } from '../../indexes/catalog-indexes.service.js';
import type { Job, JobContext, JobResult } from '../schedule.js';
import { urgent } from './index-usage.js';

/**
 * Compares the indexes with what the queries need, explains and times every query class, and writes the index report.
 */
@Injectable()
export class IndexReview implements Job {
  constructor(private readonly indexes: CatalogIndexes) {}

  async run({ signal }: JobContext): Promise<JobResult> {
    const { report, path } = await this.indexes.analyse(signal);
    const { analysis, advice, count } = report;
    const wrong = `${analysis.reasons.length} problems with query classes`;
    const judged = analysis.verdict === 'passed' ? 'every query class within its limit' : wrong;
    return {
      summary: `${count} indexes, advice on ${advice.length}, ${judged}; report ${path}`,
      attention: [...new Set([...analysis.reasons, ...urgent(advice)])],
      detail: { verdict: analysis.verdict, reasons: analysis.reasons, advice, report: path },
    };
  }
}
