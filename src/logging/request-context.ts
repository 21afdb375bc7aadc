import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What belongs to one request throughout its processing. */
export interface RequestContext {
  readonly id: string;
}

const storage = new AsyncLocalStorage<RequestContext>();
const open = new Set<RequestContext>();
const ACCEPTED = /^[\w-]{1,64}$/;

/** The context of the current request; `undefined` outside of one and for reads of the catalog. */
export function requestContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs code in the context of a request, until `leaveContext`. */
export function enterContext(context: RequestContext, run: () => void): void {
  open.add(context);
  storage.run(context, run);
}

/**
 * The request has been answered. While no context is open, the runtime need not track promises, which would cost every
 * request a tenth of its time.
 */
export function leaveContext(context: RequestContext): void {
  if (open.delete(context) && open.size === 0) storage.disable();
}

/** Runs synchronous code in the context of a request. */
export function withinContext(context: RequestContext, run: () => void): void {
  const isOpen = open.has(context);
  try {
    enterContext(context, run);
  } finally {
    if (!isOpen) leaveContext(context);
  }
}

/** The id that a client sent, if it is safe for logs and headers, else a new one. */
export function chooseRequestId(sent: string | readonly string[] | undefined): string {
  return typeof sent === 'string' && ACCEPTED.test(sent) ? sent : randomUUID();
}
