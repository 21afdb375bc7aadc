import { ApiProperty } from '@nestjs/swagger';
import { BACKUP_STATES, type BackupView, type JournalView } from './backup-view.js';

const time = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;
const integer = { type: 'integer' } as const;
const count = { type: 'integer', nullable: true } as const;
const object = { type: 'object', additionalProperties: true, nullable: true } as const;
const CLUSTER_TIME = { ...text, example: '1769824805:7', description: 'Seconds and increment' } as const;

/** How far work is, for the OpenAPI document. */
export class WorkProgressModel {
  @ApiProperty(integer) done!: number;
  @ApiProperty(integer) total!: number;
}

/** A backup, for the OpenAPI document. */
export class BackupModel implements Record<keyof BackupView, unknown> {
  @ApiProperty({ example: 'products-backup-2026-01-31T02-00-00-000Z' }) id!: string;
  @ApiProperty({ enum: BACKUP_STATES }) state!: string;
  @ApiProperty({ ...time, nullable: true }) createdAt!: unknown;
  @ApiProperty({ ...text, description: 'Why it was made' }) reason!: unknown;
  @ApiProperty(count) documents!: unknown;
  @ApiProperty(count) bytes!: unknown;
  @ApiProperty({ ...CLUSTER_TIME, description: 'The moment of which the documents are: seconds and increment' })
  clusterTime!: unknown;
  @ApiProperty(text) serverVersion!: unknown;
  @ApiProperty({ type: WorkProgressModel, nullable: true }) progress!: WorkProgressModel | null;
  @ApiProperty({ ...text, description: 'Why it failed, or can’t be read' }) problem!: unknown;
}

/** The journal of changes, for the OpenAPI document. */
export class JournalModel implements Record<keyof JournalView, unknown> {
  @ApiProperty({ description: 'Whether an instance keeps it now' }) isKept!: boolean;
  @ApiProperty(text) owner!: unknown;
  @ApiProperty({ ...CLUSTER_TIME, description: 'Everything up to here is on the disk: seconds and increment' })
  coveredTo!: unknown;
  @ApiProperty({
    type: Number,
    description: 'Seconds since everything was on disk; a few seconds when idle',
  })
  lagSeconds!: number;
  @ApiProperty(integer) bytes!: number;
  @ApiProperty({ ...text, description: 'The full backup to which it can be applied' }) base!: unknown;
  @ApiProperty(text) problem!: unknown;
}

/** What a verification found, for the OpenAPI document. */
export class BackupVerificationModel {
  @ApiProperty() id!: string;
  @ApiProperty({ description: 'Whether it is what was written' }) ok!: boolean;
  @ApiProperty({ ...text, description: 'E.g. file-altered' }) reason!: unknown;
  @ApiProperty(text) problem!: unknown;
  @ApiProperty(count) documents!: unknown;
  @ApiProperty({ ...object, description: 'With byRestore: what restoring it into a scratch collection showed' })
  restored!: unknown;
}
