import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();
const ACCEPTED = /^[\w-]{1,64}$/;

/** The id of the request that is being answered; `undefined` outside of one. */
export function requestId(): string | undefined {
  return storage.getStore();
}

/** Runs what belongs to one request. */
export function withRequestId(id: string, run: () => void): void {
  storage.run(id, run);
}

/** The id that a client sent, if it is one that can go into logs and headers as it is, else a new one. */
export function chooseRequestId(sent: string | readonly string[] | undefined): string {
  return typeof sent === 'string' && ACCEPTED.test(sent) ? sent : randomUUID();
}
