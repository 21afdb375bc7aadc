import type { QueryClassName } from './latency-targets.js';

/** What is known about a request to the catalog once it has been answered. */
export interface ClassedRequest {
  readonly queryClass: QueryClassName;
  /** Whether the service, not its client, was at fault: GraphQL still answers 200. */
  readonly failed: boolean;
  /**
   * Whether the same request gets the same response until a product changes: it came entirely from memory, without
   * errors.
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

/** Records what a request asks for, for monitoring. One that asks for several things is `anything`. */
export function noteQueryClass(request: object, queryClass: QueryClassName): void {
  const noted = requests.get(request);
  if (noted === undefined)
    requests.set(request, { queryClass, failed: false, readsDatabase: false, isVolatile: false, isKeepable: false });
  else noted.queryClass = 'anything';
}

/** Records that a classified request is answered from the database, not from the catalog in memory. */
export function noteDatabaseRead(request: object): void {
  const noted = requests.get(request);
  if (noted !== undefined) noted.readsDatabase = true;
}

/**
 * Records that the response to a classified request can change without a change to any product's content, as the order
 * by popularity does.
 */
export function noteVolatile(request: object): void {
  const noted = requests.get(request);
  if (noted !== undefined) noted.isVolatile = true;
}

/** Records that a classified request was answered without an error. */
export function noteKeepable(request: object): void {
  const noted = requests.get(request);
  if (noted !== undefined) noted.isKeepable = !noted.readsDatabase && !noted.isVolatile;
}

/** Records that the service failed to answer a classified request. */
export function noteFailure(request: object): void {
  const noted = requests.get(request);
  if (noted !== undefined) noted.failed = true;
}

/** The class of a request; `undefined` if it did not query the catalog, or was rejected before it was parsed. */
export function classedRequest(request: object): ClassedRequest | undefined {
  return requests.get(request);
}
