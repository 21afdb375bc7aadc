import { Injectable } from '@nestjs/common';

import { CatalogIndexes } from '../../indexes/catalog-indexes.service.js';
import type { IndexAdvice } from '../../indexes/index-advice.js';
import type { Job, JobResult } from '../schedule.js';

/** Counts the use of each index over all members and gives advice. Drops nothing. */
@Injectable()
export class IndexUsageJob implements Job {
  constructor(private readonly indexes: CatalogIndexes) {}

  async run(): Promise<JobResult> {
    const {
      usage: { usage, members, silent },
      advice,
    } = await this.indexes.overview();
    const unused = advice.flatMap(({ kind, index }) => (kind === 'unused' && index !== undefined ? [index] : []));
    return {
      summary:
        `${usage.length} indexes on ${members.length} ${members.length === 1 ? 'member' : 'members'}, ` +
        `${unused.length} of them hardly used`,
      attention: urgent(advice),
      detail: { usage, members, silent, unused, advice },
    };
  }
}

/** The advice that needs attention; a rarely used index is only reported. */
export function urgent(advice: readonly IndexAdvice[]): string[] {
  return advice.filter(({ severity }) => severity === 'warning').map(({ text }) => text);
}
