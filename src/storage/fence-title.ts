/**
 * Begins the title of the validator that refuses every write to a collection while a migration switches it; the run and
 * its epoch follow. MongoDB gives the title in `errInfo.details.title` of error 121, so that a writer can tell this
 * refusal, which is over in a moment, from a document that some other validator refuses.
 */
export const FENCE_TITLE = 'MIGRATION_FENCE';
