import { ApiProperty } from '@nestjs/swagger';

import { Flag, Text } from '../../http/input/body-fields.js';
import { QueryInteger, QueryText } from '../../http/input/query-parameters.js';
import type { RestoreResult } from '../restore-options.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;
const LONGEST_TEXT = 200;
const time = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;
const integer = { type: 'integer' } as const;
const count = { type: 'integer', nullable: true } as const;
const object = { type: 'object', additionalProperties: true, nullable: true } as const;
const CLUSTER_TIME = { ...text, example: '1769824805:7' } as const;

/** How a backup stands. */
const BACKUP_STATES = ['running', 'done', 'failed', 'unreadable'] as const;

/** Which backups are asked for. */
export class BackupsQueryDto {
  @QueryInteger(1, MAX_LIMIT, { description: 'Backups in the answer', default: DEFAULT_LIMIT })
  readonly limit: number = DEFAULT_LIMIT;

  @QueryText(LONGEST_TEXT, { description: 'Only backups that are older than this one' })
  readonly before?: string;
}

/** A backup to be made. */
export class CreateBackupDto {
  @Text(LONGEST_TEXT, { description: 'Why it is made' })
  readonly reason: string = 'asked for by an admin';
}

/** How to verify a backup. */
export class VerifyBackupDto {
  @Flag({ default: false, description: 'Restore it into a scratch collection as well, compare, and drop that' })
  readonly byRestore: boolean = false;
}

/** How far work is. */
export class WorkProgressDto {
  @ApiProperty(integer) readonly done!: number;
  @ApiProperty(integer) readonly total!: number;
}

/** A backup as admins see it. */
export class BackupDto {
  @ApiProperty({ example: 'products-backup-2026-01-31T02-00-00-000Z' }) readonly id!: string;
  @ApiProperty({ enum: BACKUP_STATES }) readonly state!: (typeof BACKUP_STATES)[number];
  @ApiProperty({ ...time, nullable: true }) readonly createdAt!: string | null;
  @ApiProperty({ ...text, description: 'Why it was made' }) readonly reason!: string | null;
  @ApiProperty(count) readonly documents!: number | null;
  @ApiProperty({ ...count, description: 'Of its files together' }) readonly bytes!: number | null;
  @ApiProperty({ ...CLUSTER_TIME, description: 'The moment of which the documents are: seconds and increment' })
  readonly clusterTime!: string | null;
  @ApiProperty(text) readonly serverVersion!: string | null;
  @ApiProperty({ type: WorkProgressDto, nullable: true }) readonly progress!: WorkProgressDto | null;
  @ApiProperty({ ...text, description: 'Why it failed, or can’t be read' }) readonly problem!: string | null;
}

/** The journal of changes as admins see it. */
export class JournalDto {
  @ApiProperty({ description: 'Whether an instance keeps it now' }) readonly isKept!: boolean;
  @ApiProperty(text) readonly owner!: string | null;
  @ApiProperty({ ...CLUSTER_TIME, description: 'Everything up to here is on the disk: seconds and increment' })
  readonly coveredTo!: string | null;
  @ApiProperty({ description: 'Seconds since everything was on disk; a few seconds when idle' })
  readonly lagSeconds!: number;
  @ApiProperty(integer) readonly bytes!: number;
  @ApiProperty({ ...text, description: 'The full backup to which it can be applied' }) readonly base!: string | null;
  @ApiProperty(text) readonly problem!: string | null;
}

/** What a verification found. */
export class BackupVerificationDto {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ description: 'Whether it is what was written' }) readonly ok!: boolean;
  @ApiProperty({ ...text, description: 'E.g. file-altered' }) readonly reason!: string | null;
  @ApiProperty(text) readonly problem!: string | null;
  @ApiProperty(count) readonly documents!: number | null;
  @ApiProperty({ ...object, description: 'With byRestore: what restoring it into a scratch collection showed' })
  readonly restored!: RestoreResult | null;
}

/** A backup that is gone. */
export class DeletedBackupDto {
  @ApiProperty() readonly id!: string;
}
