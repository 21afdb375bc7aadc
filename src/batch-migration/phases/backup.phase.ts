import type { MigrationContext } from '../migration-context.js';
import type { PhaseDetail } from '../phase.js';
import { Progress } from '../progress.js';
import { MigrationError } from '../run/run-errors.js';

/**
 * Makes a backup of the products, and verifies it by restoring it into a scratch collection, before anything is
 * changed.
 */
export async function makeBackup({ run, tools }: MigrationContext): Promise<PhaseDetail> {
  let progress: Progress | undefined;
  const onProgress = (done: number, total: number): void => {
    run.safePoint();
    progress ??= new Progress(run, total);
    // A failure surfaces at the next safe point.
    void progress.update(done).catch(() => undefined);
  };
  const manifest = await tools.backups.create({
    reason: `before migration ${run.id}`,
    signal: run.shutdown,
    onProgress,
  });
  await run.updateWork({ backupId: manifest.id });
  progress = undefined;
  const restored = await tools.backups.verifyByRestore(manifest.id, {
    isJustMade: true,
    signal: run.shutdown,
    onProgress,
  });
  if (!restored.exact && !run.value.options.acceptBlockers) {
    throw new MigrationError(
      'BACKUP_INEXACT',
      'Backup ' +
        (`${manifest.id} does not give back ${restored.inexactCount} documents byte for byte, e.g. ` +
          `${JSON.stringify(restored.inexact[0])}. Repair them, or start with acceptBlockers`),
    );
  }
  return {
    backup: manifest.id,
    documents: restored.documents,
    restoredPerSecond: restored.documentsPerSecond,
    inexact: restored.inexactCount,
  };
}
