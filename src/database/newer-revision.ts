/** A document whose owner numbers its changes of it. */
interface Revised {
  readonly revision: number;
}

/**
 * The newer of two states of a document: that which is known, and that which a reply tells. Commands go over several
 * connections, so the reply to an extension of a lease may arrive after that to a later change; taken as the present
 * state it would make a process forget what it has just done.
 */
export function newerRevision<T extends Revised>(known: T, told: T): T {
  return told.revision > known.revision ? told : known;
}
