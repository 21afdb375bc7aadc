import type { QueryClassName } from './latency-targets.js';

/** What is known of a request to the catalogue when it has been answered. */
export interface ClassedRequest {
  readonly queryClass: QueryClassName;
  /** Whether the service, not its caller, was at fault: GraphQL answers 200 all the same. */
  readonly failed: boolean;
}

const requests = new WeakMap<object, { queryClass: QueryClassName; failed: boolean }>();

/** Says of a request what it asks for, for monitoring. One that asks for several things is `anything`. */
export function noteQueryClass(request: object, queryClass: QueryClassName): void {
  const noted = requests.get(request);
  if (noted === undefined) requests.set(request, { queryClass, failed: false });
  else noted.queryClass = 'anything';
}

/** Says of a request that has a class that the service failed in answering it. */
export function noteFailure(request: object): void {
  const noted = requests.get(request);
  if (noted !== undefined) noted.failed = true;
}

/** The class of a request; `undefined` where it asked nothing of the catalogue, or was refused before it was understood. */
export function classedRequest(request: object): ClassedRequest | undefined {
  return requests.get(request);
}
