import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** A name for this process as the owner of something in the database: told to people, and never the same twice. */
export function processOwner(): string {
  return `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;
}
