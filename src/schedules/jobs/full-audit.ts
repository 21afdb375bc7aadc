import { Injectable } from '@nestjs/common';

import { messageOf } from '../../errors/message-of.js';
import { AuditLog } from '../../audit/audit-log.js';
import { Backups } from '../../backup/backups.service.js';
import type { BackupManifest } from '../../backup/manifest.js';
import { serverDisk } from '../../capacity/measure.js';
import { RunIntegrity } from '../../batch-migration/checks/run-integrity.js';
import type { DocumentReport } from '../../batch-migration/preflight/documents/document-report.js';
import { surveyDocuments } from '../../batch-migration/preflight/documents/survey-documents.js';
import { Collections } from '../../database/collections.js';
import type { Job, JobContext, JobResult } from '../schedule.js';

/** Size of the sample that is compared with the last migration's rollback copy. */
const SAMPLE = 1_000;
const NAMED = 20;
/** Data, indexes, and the same again for the server's own work. */
const TIMES_THE_BACKUP = 3;

/** The findings of one part of the audit. */
interface Finding {
  readonly summary: string;
  readonly attention: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Checks everything that has to hold: all products can be read and mapped, a sample matches the last migration's
 * rollback copy, the newest backup restores byte for byte (if the disk has room), and the audit log is intact. A part
 * that cannot be checked is reported and does not stop the others.
 */
@Injectable()
export class FullAudit implements Job {
  private readonly parts: readonly (readonly [string, (signal: AbortSignal) => Promise<Finding>])[];

  constructor(
    private readonly collections: Collections,
    private readonly integrity: RunIntegrity,
    private readonly backups: Backups,
    private readonly audit: AuditLog,
  ) {
    this.parts = [
      ['products', (signal) => this.products(signal)],
      ['way back', (signal) => this.sample(signal)],
      ['newest backup', (signal) => this.newestBackup(signal)],
      ['audit log', () => this.auditLog()],
    ];
  }

  async run({ signal }: JobContext): Promise<JobResult> {
    const findings: (Finding & { readonly part: string })[] = [];
    for (const [part, look] of this.parts) {
      findings.push({
        part,
        ...(await look(signal).catch((error: unknown) => {
          signal.throwIfAborted();
          const problem = `The ${part} could not be checked: ${messageOf(error)}`;
          return { summary: `${part} not checked`, attention: [problem], detail: { problem } };
        })),
      });
    }
    return {
      summary: findings.map(({ summary }) => summary).join('; '),
      attention: findings.flatMap(({ attention }) => attention),
      detail: Object.fromEntries(findings.map(({ part, detail }) => [part.replaceAll(' ', '-'), detail])),
    };
  }

  private async products(signal: AbortSignal): Promise<Finding> {
    const { report } = await surveyDocuments(this.collections.products, { signal });
    const { total, mappable, shapes, counts, problems, notGivenBack, unstableIds, size } = report;
    return {
      summary: `${mappable} of ${total} products can be mapped`,
      attention: productProblems(report),
      detail: {
        total,
        mappable,
        shapes,
        counts,
        problems: problems.slice(0, NAMED),
        notGivenBack: notGivenBack.count,
        unstableIds: unstableIds.count,
        largestBytes: size.largest,
      },
    };
  }

  private async sample(signal: AbortSignal): Promise<Finding> {
    const found = await this.integrity.sample(SAMPLE, signal);
    if (found === null) return { summary: 'no rollback window is open', attention: [], detail: { compared: 0 } };
    const { compared, mismatches } = found;
    return {
      summary: `${compared} products compared with the old shape, ${mismatches.length} differ`,
      attention:
        mismatches.length === 0
          ? []
          : [`${mismatches.length} of ${compared} products differ from the rollback copy: catalog verify`],
      detail: { compared, mismatches: mismatches.slice(0, NAMED) },
    };
  }

  private async newestBackup(signal: AbortSignal): Promise<Finding> {
    const newest = (await this.backups.list()).find(({ manifest }) => manifest !== undefined);
    if (newest === undefined)
      return {
        summary: 'no backup',
        attention: ['There is no restorable backup: catalog backup create'],
        detail: { id: null },
      };
    return (await this.hasRoomFor(newest.manifest))
      ? this.restored(newest.id, signal)
      : this.readThrough(newest.id, signal);
  }

  /** A restore makes a second copy of everything, and a full disk would stop the server. */
  private async hasRoomFor(manifest: BackupManifest | undefined): Promise<boolean> {
    const disk = await serverDisk(this.collections);
    return (
      disk === null ||
      manifest === undefined ||
      disk.total - disk.used >= TIMES_THE_BACKUP * manifest.files.documents.contentBytes
    );
  }

  private async restored(id: string, signal: AbortSignal): Promise<Finding> {
    const { documents, exact, inexactCount } = await this.backups.verifyByRestore(id, { signal });
    return {
      summary: `${id} restores ${documents} products`,
      detail: { id, documents, exact },
      attention: exact ? [] : [`${inexactCount} products of ${id} were not restored unchanged`],
    };
  }

  private async readThrough(id: string, signal: AbortSignal): Promise<Finding> {
    const found = await this.backups.verify(id, { signal });
    const noRoom =
      `${id} was read through but not restored: the database disk has less than ${TIMES_THE_BACKUP} times its ` +
      'size free';
    return {
      summary: `${id} read through`,
      detail: { id, ok: found.ok },
      attention: [noRoom, ...(found.ok ? [] : [found.problem])],
    };
  }

  private async auditLog(): Promise<Finding> {
    const { ok, checked, broken, head } = await this.audit.verifyChain();
    return {
      summary: `${checked} audit records ${ok ? 'intact' : 'changed'}`,
      detail: { ok, checked, head, broken: broken ?? null },
      attention: ok
        ? []
        : [
            'The audit log was changed: ' +
              `${broken === undefined ? 'see GET /api/admin/audit/verify' : `record ${broken.seq}: ${broken.problem}`}`,
          ],
    };
  }
}

/** Problems of the products that need attention. */
function productProblems({ total, mappable, counts, notGivenBack, unstableIds }: DocumentReport): string[] {
  const kinds = Object.entries(counts).flatMap(([kind, count]) => (count > 0 ? [`${count} ${kind}`] : []));
  return [
    ...(mappable < total
      ? [`${total - mappable} products cannot be mapped (${kinds.join(', ')}): catalog validate names them`]
      : []),
    ...(notGivenBack.count > 0
      ? [
          `${notGivenBack.count} products would not survive a migration and rollback unchanged, e.g. ` +
            `${notGivenBack.first[0] ?? ''}`,
        ]
      : []),
    ...(unstableIds.count > 0
      ? [`${unstableIds.count} products have an _id that cannot be addressed, e.g. ${unstableIds.first[0] ?? ''}`]
      : []),
  ];
}
