import { UnavailableError } from '../../../errors/domain-error.js';

/** The database interrupted the pass over all documents. */
export class PassInterruptedError extends UnavailableError {
  override readonly code: string = 'PASS_INTERRUPTED';

  constructor(done: number, cause: unknown) {
    super(
      'The collection or its primary changed while documents were being read ' +
        `(${done} were read); nothing was changed, run the validation again`,
      5,
      { cause },
    );
  }
}
