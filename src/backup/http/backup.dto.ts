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

/** The state of a backup. */
const BACKUP_STATES = ['running', 'done', 'failed', 'unreadable'] as const;

/** Query of the backup list. */
export class BackupsQueryDto {
  @QueryInteger(1, MAX_LIMIT, { description: 'Number of backups to return', default: DEFAULT_LIMIT })
  readonly limit: number = DEFAULT_LIMIT;

  @QueryText(LONGEST_TEXT, { description: 'Return only backups older than this one' })
  readonly before?: string;
}

/** Request to make a backup. */
export class CreateBackupDto {
  @Text(LONGEST_TEXT, { description: 'Reason for the backup' })
  readonly reason: string = 'asked for by an admin';
}

/** Request to verify a backup. */
export class VerifyBackupDto {
  @Flag({ default: false, description: 'Also restore it into a scratch collection and compare every byte' })
  readonly byRestore: boolean = false;
}

/** Progress of the work. */
export class WorkProgressDto {
  @ApiProperty(integer) readonly done!: number;
  @ApiProperty(integer) readonly total!: number;
}

/** A backup as admins see it. */
export class BackupDto {
  @ApiProperty({ example: 'products-backup-2026-01-31T02-00-00-000Z' }) readonly id!: string;
  @ApiProperty({ enum: BACKUP_STATES }) readonly state!: (typeof BACKUP_STATES)[number];
  @ApiProperty({ ...time, nullable: true }) readonly createdAt!: string | null;
  @ApiProperty({ ...text, description: 'Reason for the backup' }) readonly reason!: string | null;
  @ApiProperty(count) readonly documents!: number | null;
  @ApiProperty({ ...count, description: 'Total size of its files' }) readonly bytes!: number | null;
  @ApiProperty({ ...CLUSTER_TIME, description: 'Cluster time of the documents: seconds and increment' })
  readonly clusterTime!: string | null;
  @ApiProperty(text) readonly serverVersion!: string | null;
  @ApiProperty({ type: WorkProgressDto, nullable: true }) readonly progress!: WorkProgressDto | null;
  @ApiProperty({ ...text, description: 'Why it failed or cannot be read' }) readonly problem!: string | null;
}

/** The journal of changes as admins see it. */
export class JournalDto {
  @ApiProperty({ description: 'Whether an instance is writing it now' }) readonly isKept!: boolean;
  @ApiProperty(text) readonly owner!: string | null;
  @ApiProperty({ ...CLUSTER_TIME, description: 'Everything up to this cluster time is on disk: seconds and increment' })
  readonly coveredTo!: string | null;
  @ApiProperty({ description: 'Seconds since everything was on disk; a few seconds when idle' })
  readonly lagSeconds!: number;
  @ApiProperty(integer) readonly bytes!: number;
  @ApiProperty({ ...text, description: 'The full backup that it continues from' }) readonly base!: string | null;
  @ApiProperty(text) readonly problem!: string | null;
}

/** Result of a verification. */
export class BackupVerificationDto {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ description: 'Whether the backup is intact' }) readonly ok!: boolean;
  @ApiProperty({ ...text, description: 'E.g. file-altered' }) readonly reason!: string | null;
  @ApiProperty(text) readonly problem!: string | null;
  @ApiProperty(count) readonly documents!: number | null;
  @ApiProperty({ ...object, description: 'With byRestore: the result of restoring it into a scratch collection' })
  readonly restored!: RestoreResult | null;
}

/** A deleted backup. */
export class DeletedBackupDto {
  @ApiProperty() readonly id!: string;
}
