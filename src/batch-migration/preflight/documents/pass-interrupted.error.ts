import { UnavailableError } from '../../../errors/domain-error.js';

/** The pass over all documents was cut off by the database. */
export class PassInterruptedError extends UnavailableError {
  override readonly code: string = 'PASS_INTERRUPTED';

  constructor(done: number, cause: unknown) {
    super(
      'The collection changed its place or its primary while its documents were read ' +
        `(${done} were); nothing was changed, start the validation again`,
      5,
      { cause },
    );
  }
}
