import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** A unique, readable name for this process as an owner in the database. */
export function processOwner(): string {
  return `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;
}
