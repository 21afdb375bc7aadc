import { Injectable } from '@nestjs/common';

import { AuditLog } from '../../audit/audit-log.js';
import { Backups } from '../../backup/backups.service.js';
import type { Job, JobContext, JobResult } from '../schedule.js';
import { byItself } from './by-itself.js';

/** Backs up all products to `BACKUP_DIR` of the instance that runs it. */
@Injectable()
export class FullBackup implements Job {
  constructor(
    private readonly backups: Backups,
    private readonly audit: AuditLog,
  ) {}

  async run({ signal, by }: JobContext): Promise<JobResult> {
    const { id, documents } = await this.audit.around(
      byItself(by, 'backup.create', 'products'),
      () => this.backups.create({ reason: 'schedule full-backup', signal }),
      (made) => ({ detail: { id: made.id } }),
    );
    return { summary: `${id}: ${documents} products, read back and verified`, detail: { id, documents } };
  }
}
