/**
 * Begins the title of the validator that refuses every write to a collection while a migration or a restore switches
 * it; the run and its epoch follow. MongoDB gives the title in `errInfo.details.title` of error 121, so that a writer
 * can tell this refusal, which is over in a moment, from a document that some other validator refuses.
 */
export const FENCE_TITLE = 'MIGRATION_FENCE';

/** The run and the epoch in a fence's title. */
export function fenceOwner(title: string): { readonly runId: string; readonly epoch: number } {
  const [, runId = '', epoch] = title.split(':');
  return { runId, epoch: Number(epoch) };
}

/** Whether a fence is a restore's: migrations leave it alone. */
export function isRestoreFence(title: string): boolean {
  return fenceOwner(title).runId.startsWith('restore-');
}
