import { DomainError } from '../errors/domain-error.js';

/** Another process has the lease now, or may have it: whatever this one was about to do must not happen any more. */
export abstract class NoLongerOwnerError extends DomainError {
  readonly kind = 'conflict';
}
