import { DomainError } from '../errors/domain-error.js';

/** Another process holds the lease, or may hold it: this one must not go on. */
export abstract class NoLongerOwnerError extends DomainError {
  readonly kind = 'conflict';
}
