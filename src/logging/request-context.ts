import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What belongs to one request wherever it is worked on. */
export interface RequestContext {
  readonly id: string;
}

const storage = new AsyncLocalStorage<RequestContext>();
const open = new Set<RequestContext>();
const ACCEPTED = /^[\w-]{1,64}$/;

/** The context of the request that is being answered; `undefined` outside of one and for reads of the catalog. */
export function requestContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs what belongs to one request, until `leaveContext`. */
export function enterContext(context: RequestContext, run: () => void): void {
  open.add(context);
  storage.run(context, run);
}

/**
 * The request has been answered. While no context is open, the runtime does not follow promises: that would cost every
 * request a tenth of its time.
 */
export function leaveContext(context: RequestContext): void {
  if (open.delete(context) && open.size === 0) storage.disable();
}

/** Runs something that belongs to one request and is over when it returns. */
export function withinContext(context: RequestContext, run: () => void): void {
  const isOpen = open.has(context);
  try {
    enterContext(context, run);
  } finally {
    if (!isOpen) leaveContext(context);
  }
}

/** The id that a client sent, if it is one that can go into logs and headers as it is, else a new one. */
export function chooseRequestId(sent: string | readonly string[] | undefined): string {
  return typeof sent === 'string' && ACCEPTED.test(sent) ? sent : randomUUID();
}
