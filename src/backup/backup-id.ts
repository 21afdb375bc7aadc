const BACKUP_ID = /^products-backup-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/;

/** A backup's id, which is also its folder's name. Only this service makes ids; it never takes one from outside. */
export function backupIdAt(time: Date): string {
  return `products-backup-${time.toISOString().replace(/[:.]/g, '-')}`;
}

/** Whether a text is a well-formed id; nothing else ever becomes part of a path. */
export function isBackupId(text: unknown): text is string {
  return typeof text === 'string' && BACKUP_ID.test(text);
}
