/** A document whose owner numbers its changes. */
interface Revised {
  readonly revision: number;
}

/**
 * The newer of two states of a document: the known one and the one in a reply. Commands use several connections, so the
 * reply to a lease extension may arrive after the reply to a later change; taken as the current state, it would make a
 * process forget what it has just done.
 */
export function newerRevision<T extends Revised>(known: T, told: T): T {
  return told.revision > known.revision ? told : known;
}
