const BACKUP_ID = /^products-backup-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/;

/** A backup's id, which is also its folder's name: made here alone, never taken from outside. */
export function backupIdAt(time: Date): string {
  return `products-backup-${time.toISOString().replace(/[:.]/g, '-')}`;
}

/** Whether a text has the form of an id; nothing of another form ever becomes part of a path. */
export function isBackupId(text: unknown): text is string {
  return typeof text === 'string' && BACKUP_ID.test(text);
}
