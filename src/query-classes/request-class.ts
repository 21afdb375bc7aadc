import type { QueryClassName } from './latency-targets.js';

/** What is known of a request to the catalog when it has been answered. */
export interface ClassedRequest {
  readonly queryClass: QueryClassName;
  /** Whether the service, not its caller, was at fault: GraphQL answers 200 all the same. */
  readonly failed: boolean;
  /**
   * Whether the same request gets the same answer until a product changes: it came whole from memory, without an error.
   */
  readonly isKeepable: boolean;
}

interface Notes {
  queryClass: QueryClassName;
  failed: boolean;
  readsDatabase: boolean;
  isVolatile: boolean;
  isKeepable: boolean;
}

const requests = new WeakMap<object, Notes>();

/** Says of a request what it asks for, for monitoring. One that asks for several things is `anything`. */
export function noteQueryClass(request: object, queryClass: QueryClassName): void {
  const noted = requests.get(request);
  if (noted === undefined)
    requests.set(request, { queryClass, failed: false, readsDatabase: false, isVolatile: false, isKeepable: false });
  else noted.queryClass = 'anything';
}

/** Says of a request that has a class that it is answered from the database, not from the catalog in memory. */
export function noteDatabaseRead(request: object): void {
  const noted = requests.get(request);
  if (noted !== undefined) noted.readsDatabase = true;
}

/**
 * Says of a request that has a class that its answer changes without any product's content: the order by popularity
 * does.
 */
export function noteVolatile(request: object): void {
  const noted = requests.get(request);
  if (noted !== undefined) noted.isVolatile = true;
}

/** Says of a request that has a class that it was answered without an error. */
export function noteKeepable(request: object): void {
  const noted = requests.get(request);
  if (noted !== undefined) noted.isKeepable = !noted.readsDatabase && !noted.isVolatile;
}

/** Says of a request that has a class that the service failed in answering it. */
export function noteFailure(request: object): void {
  const noted = requests.get(request);
  if (noted !== undefined) noted.failed = true;
}

/**
 * The class of a request; `undefined` where it asked nothing of the catalog, or was refused before it was understood.
 */
export function classedRequest(request: object): ClassedRequest | undefined {
  return requests.get(request);
}
