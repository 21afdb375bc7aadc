/**
 * The title prefix of the validator that rejects every write to a collection while a migration or a restore switches
 * it; the run and its fencing token follow. MongoDB returns the title in `errInfo.details.title` of error 121, so that
 * a writer can tell this short-lived rejection from that of any other validator.
 */
export const FENCE_TITLE = 'MIGRATION_FENCE';

/** The run and the fencing token in a fence's title. */
export function fenceOwner(title: string): { readonly runId: string; readonly epoch: number } {
  const [, runId = '', epoch] = title.split(':');
  return { runId, epoch: Number(epoch) };
}

/** Whether a fence belongs to a restore: migrations leave it alone. */
export function isRestoreFence(title: string): boolean {
  return fenceOwner(title).runId.startsWith('restore-');
}
